/** Whether something holds for a model from a moment (Unix milliseconds) on. */
export interface Observation {
  id: string
  observedAt: number
  holds: boolean
}

/** Since when it has held for each model, without a break until now. Takes the observations of each model oldest first. */
export function runStarts(observations: readonly Observation[]): Map<string, number> {
  const starts = new Map<string, number>()
  for (const { id, observedAt, holds } of observations) {
    if (!holds) starts.delete(id)
    else if (!starts.has(id)) starts.set(id, observedAt)
  }
  return starts
}
