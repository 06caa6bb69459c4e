/** An RFC 3339 time in UTC as a table shows it: `2026-08-22 14:05Z`. */
export function shortTime(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')}Z`
}
