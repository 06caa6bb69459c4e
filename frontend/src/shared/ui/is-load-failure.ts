/** Whether an error says that code or styles of the page could not be loaded, in the words of Chromium, Firefox, Safari and Vite. */
export function isLoadFailure(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error)
  return /dynamically imported|preload|fetch|module script/i.test(text)
}
