/** All words of a text, sorted by code unit, and who holds each. */
export interface Vocabulary {
  readonly words: readonly string[]
  /** `holders[starts[w]]` up to `holders[starts[w + 1]]` hold word `w`, in rising order, each once. */
  readonly starts: Int32Array
  readonly holders: Int32Array
}

/** Words from this position up to, not including, that one. Their holders lie side by side as well. */
export interface WordRange {
  readonly from: number
  readonly to: number
}

/** Position of the first word that is not before `text`, at or after `from`. */
export function lowerBound(words: readonly string[], text: string, from = 0): number {
  let low = from
  let high = words.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] as string) < text) low = middle + 1
    else high = middle
  }
  return low
}

/** The words that begin with `start`. Nothing that is a letter or a digit sorts after U+FFFF. */
export function wordsFrom({ words }: Vocabulary, start: string): WordRange {
  const from = lowerBound(words, start)
  return { from, to: lowerBound(words, `${start}\uFFFF`, from) }
}

/** That word alone, or an empty range. */
export function wordItself({ words }: Vocabulary, word: string): WordRange {
  const from = lowerBound(words, word)
  return { from, to: words[from] === word ? from + 1 : from }
}

/** Gathers words holder by holder, in rising order of holders. */
export interface VocabularyBuilder {
  /** @returns the number of the word, to be looked up in the `ranks` of the build */
  readonly numberOf: (word: string) => number
  readonly add: (number: number, holder: number) => void
  /** `ranks`: from the number of a word to its position in the vocabulary. */
  readonly build: () => { vocabulary: Vocabulary; ranks: Int32Array }
}

export function createVocabularyBuilder(): VocabularyBuilder {
  const numbers = new Map<string, number>()
  const lastHolders: number[] = []
  const counts: number[] = []
  let pairs = new Int32Array(1024)
  let used = 0
  return {
    numberOf: (word) => {
      const known = numbers.get(word)
      if (known !== undefined) return known
      lastHolders.push(-1)
      counts.push(0)
      numbers.set(word, numbers.size)
      return numbers.size - 1
    },
    add: (number, holder) => {
      if (lastHolders[number] === holder) return
      lastHolders[number] = holder
      counts[number] = (counts[number] as number) + 1
      if (used === pairs.length) pairs = doubled(pairs)
      pairs[used] = number
      pairs[used + 1] = holder
      used += 2
    },
    build: () => {
      const words = [...numbers.keys()].toSorted()
      const ranks = new Int32Array(words.length)
      const starts = new Int32Array(words.length + 1)
      for (const [rank, word] of words.entries()) {
        const number = numbers.get(word) as number
        ranks[number] = rank
        starts[rank + 1] = (starts[rank] as number) + (counts[number] as number)
      }
      return { vocabulary: { words, starts, holders: sortHolders(pairs.subarray(0, used), ranks, starts) }, ranks }
    },
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(values.length * 2)
  copy.set(values)
  return copy
}

/** A counting sort of (word, holder) pairs by word, which leaves the holders of a word in their order. */
function sortHolders(pairs: Int32Array, ranks: Int32Array, starts: Int32Array): Int32Array {
  const next = starts.slice()
  const holders = new Int32Array(pairs.length / 2)
  for (let at = 0; at < pairs.length; at += 2) {
    const rank = ranks[pairs[at] as number] as number
    const slot = next[rank] as number
    holders[slot] = pairs[at + 1] as number
    next[rank] = slot + 1
  }
  return holders
}
