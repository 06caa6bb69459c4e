// Suggestions for a misspelt name: "did you mean …?"

/** What other APIs call our parameters. */
const SYNONYMS: Readonly<Record<string, string>> = {
  search: 'q',
  query: 'q',
  tokenizer: 'arch',
  page: 'offset',
  skip: 'offset',
  count: 'limit',
  pagesize: 'limit',
  perpage: 'limit',
  cursor: 'offset',
}

const MAX_SUGGESTIONS = 4
const MAX_LENGTH = 80

/** Up to four of the `known` names that are similar, most similar first. Ignores case and punctuation. */
export function similarNames(name: string, known: readonly string[]): string[] {
  const folded = fold(name.slice(0, MAX_LENGTH))
  const synonym = Object.hasOwn(SYNONYMS, folded) ? SYNONYMS[folded] : undefined
  const near = known
    .map((candidate) => ({
      candidate,
      distance: candidate === synonym ? 0 : distanceBetween(folded, fold(candidate)),
    }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance)
  return near.slice(0, MAX_SUGGESTIONS).map(({ candidate }) => candidate)
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** The edit distance if it is small; the difference in length if one name contains the other; otherwise infinite. */
function distanceBetween(name: string, candidate: string): number {
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name]
  const edits = editDistance(short, long)
  if (edits <= Math.max(1, Math.floor(short.length / 4)) && edits < short.length) return edits
  return short.length >= 3 && long.includes(short) ? long.length - short.length : Infinity
}

/** Levenshtein distance, computed one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
