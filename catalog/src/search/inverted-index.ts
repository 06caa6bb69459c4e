/** Sorted words, each with the models that contain it. */
export interface InvertedIndex {
  readonly words: readonly string[]
  /** The models of word `w` are `models[starts[w]]` up to, excluding, `models[starts[w + 1]]`, distinct and in ascending order. */
  readonly starts: Int32Array
  readonly models: Int32Array
}

/** Words from position `from` up to, excluding, `to`. Their models are adjacent as well. */
export interface WordRange {
  readonly from: number
  readonly to: number
}

/** Position of the first word that is not less than `text`, starting at `from`. */
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

/** The words with a prefix. No letter or digit sorts after U+FFFF. */
export function wordsWithPrefix({ words }: InvertedIndex, prefix: string): WordRange {
  const from = lowerBound(words, prefix)
  return { from, to: lowerBound(words, `${prefix}\uFFFF`, from) }
}

/** The word alone, or an empty range. */
export function exactWord({ words }: InvertedIndex, word: string): WordRange {
  const from = lowerBound(words, word)
  return { from, to: words[from] === word ? from + 1 : from }
}

/** Collects words model by model, in ascending order of models. */
export interface InvertedIndexBuilder {
  /** @returns the number of the word, an index into the `ranks` of the built index */
  readonly numberOf: (word: string) => number
  readonly add: (number: number, model: number) => void
  /** `ranks`: the position in the index of each word number. */
  readonly build: () => { index: InvertedIndex; ranks: Int32Array }
}

export function createInvertedIndexBuilder(): InvertedIndexBuilder {
  const numbers = new Map<string, number>()
  const modelsOf: number[][] = []
  return {
    numberOf: (word) => {
      const known = numbers.get(word)
      if (known !== undefined) return known
      numbers.set(word, modelsOf.length)
      return modelsOf.push([]) - 1
    },
    add: (number, model) => {
      const models = modelsOf[number] as number[]
      if (models.at(-1) !== model) models.push(model)
    },
    build: () => {
      const words = [...numbers.keys()].toSorted()
      const ranks = new Int32Array(words.length)
      const starts = new Int32Array(words.length + 1)
      const models = new Int32Array(modelsOf.reduce((total, { length }) => total + length, 0))
      for (const [rank, word] of words.entries()) {
        const number = numbers.get(word) as number
        const own = modelsOf[number] as number[]
        ranks[number] = rank
        models.set(own, starts[rank])
        starts[rank + 1] = (starts[rank] as number) + own.length
      }
      return { index: { words, starts, models }, ranks }
    },
  }
}
