/** A note without the numbers of its row, so that rows with the same note can be counted. */
export function generalNote(note: string): string {
  return note.replace(/the mean of \d+ requests/, 'the mean of the requests of a row')
}
