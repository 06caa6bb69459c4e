/** The step that a key moves to, from `position` (null: none) among `count` steps; null: the chart does not handle the key. */
export function nextPosition(key: string, position: number | null, count: number): number | null {
  const last = count - 1
  if (last < 0) return null
  if (key === 'ArrowRight' || key === 'ArrowUp') return position === null ? 0 : Math.min(last, position + 1)
  if (key === 'ArrowLeft' || key === 'ArrowDown') return position === null ? last : Math.max(0, position - 1)
  return key === 'Home' ? 0 : key === 'End' ? last : null
}
