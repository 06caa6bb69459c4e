/** The known name that `name` was probably meant to be; null if it is known, or resembles none. */
export function similarName(name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return null
  const bare = bareName(name)
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(bare, bareName(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance)
  return nearest && nearest.distance <= Math.min(3, Math.ceil(bare.length / 5)) ? nearest.candidate : null
}

/** Without case, separators and our own prefix, as in `modelkeep_port` or `DATABASE-URL`. */
function bareName(name: string): string {
  return name
    .toUpperCase()
    .replace(/^MODELKEEP_(?!URL$)/, '')
    .replaceAll(/[^A-Z0-9]/g, '')
}

/** The number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2]![j - 2]! + 1 : Infinity
      row.push(Math.min(replaced, swapped, rows[i - 1]![j]! + 1, row[j - 1]! + 1))
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
