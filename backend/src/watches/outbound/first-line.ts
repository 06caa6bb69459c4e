const maxLine = 200

/** The first line of a response that is not blank, without control characters, at most 200 characters. */
export function firstLineOf(text: string): string {
  const line = text.split(/\r?\n/).find((one) => one.trim() !== '') ?? ''
  return line
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, maxLine)
}
