// "did you mean": names that are likely to be meant by one that is not known.

/** Names that other APIs use for the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
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

const MOST = 4
const LONGEST = 80

/** At most four of `known`, nearest first; none where none is near. Case and punctuation do not count. */
export function similarNames(name: string, known: readonly string[]): string[] {
  const folded = fold(name.slice(0, LONGEST))
  const elsewhere = Object.hasOwn(ELSEWHERE, folded) ? ELSEWHERE[folded] : undefined
  const near = known
    .map((candidate) => ({
      candidate,
      distance: candidate === elsewhere ? 0 : distanceBetween(folded, fold(candidate)),
    }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance)
  return near.slice(0, MOST).map(({ candidate }) => candidate)
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Edits from one to the other where these are few, or one holds the other; else infinite. */
function distanceBetween(name: string, candidate: string): number {
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name]
  const edits = editDistance(short, long)
  if (edits <= Math.max(1, Math.floor(short.length / 4)) && edits < short.length) return edits
  return short.length >= 3 && long.includes(short) ? long.length - short.length : Infinity
}

/** Levenshtein's, one row at a time. */
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
