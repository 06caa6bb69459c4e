/** Most problems that one error names. */
export const MAX_PROBLEMS = 20

/** An overlay that cannot be used. Each problem names its place in the file and what is expected there, and shows no price. */
export class OverlayError extends Error {
  override readonly name = 'OverlayError'
  readonly code = 'bad_overlay'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const more = problems.length > MAX_PROBLEMS ? [`and ${problems.length - MAX_PROBLEMS} more`] : []
    const shown = [...problems.slice(0, MAX_PROBLEMS), ...more]
    super(shown.join('; '))
    this.problems = shown
  }
}
