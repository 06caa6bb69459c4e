/** Lets the browser paint and answer to a person, and goes on. Soon, where it has a scheduler of its own; else after what waits already. */
export function nextTurn(): Promise<void> {
  const { scheduler } = window as { scheduler?: { yield?: () => Promise<void> } }
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve))
}
