// Indexes the words of ids and names, with their order, so that compounds of several words can be matched.
import type { Model } from '../model/model.js'
import { authorOf } from '../model/model-id.js'
import { createInvertedIndexBuilder, lowerBound, type InvertedIndex } from './inverted-index.js'
import { fold, formsOf, withoutDots, foldStart, wordsOf } from './words.js'

/** Separates ids and names in the sequence. */
const GAP = -1

/** Arrays are by model unless noted otherwise. A name such as `OpenAI: GPT-4o` consists of an author and a title. */
export interface NameIndex {
  readonly index: InvertedIndex
  /** Words of all ids and names, as positions in the index. For each model: author, slug, gap, author in the name, title, gap. */
  readonly sequence: Int32Array
  /** Where its author, slug, name and title start in the sequence. `authors` has one more entry: the end. */
  readonly authors: Int32Array
  readonly slugs: Int32Array
  readonly names: Int32Array
  readonly titles: Int32Array
  /** By word: the position of the same word without dots. */
  readonly undotted: Int32Array
}

const longestName = 500
const MODELS_PER_STEP = 64

/** Builds the index in steps of a few milliseconds. */
export function* indexNames(models: readonly Model[]): Generator<undefined, NameIndex> {
  const builder = createInvertedIndexBuilder()
  const formsOfWord = memoise((word) => formsOf(word).map(builder.numberOf))
  const wordsOfAuthor = memoise((author) => wordsOf(fold(author)))
  const sequence: number[] = []
  const [authors, slugs, names, titles] = [
    new Int32Array(models.length + 1),
    new Int32Array(models.length),
    new Int32Array(models.length),
    new Int32Array(models.length),
  ]
  const append = (words: readonly string[], model: number) => {
    for (const word of words) {
      const forms = formsOfWord(word)
      sequence.push(forms[0] as number)
      for (const form of forms) builder.add(form, model)
    }
    return sequence.length
  }
  for (let model = 0; model < models.length; model++) {
    if (model > 0 && model % MODELS_PER_STEP === 0) yield
    const { id, name } = models[model] as Model
    const author = authorOf(id)
    const title = titleStart(name, author)
    slugs[model] = append(wordsOfAuthor(author), model)
    names[model] = append(wordsOf(fold(id.slice(id.indexOf('/') + 1))), model) + 1
    sequence.push(GAP)
    titles[model] = append(wordsOfAuthor(name.slice(0, title)), model)
    authors[model + 1] = append(wordsOf(foldStart(name.slice(title), longestName)), model) + 1
    sequence.push(GAP)
  }
  const { index, ranks } = builder.build()
  return {
    index,
    sequence: Int32Array.from(sequence, (word) => (word === GAP ? GAP : (ranks[word] as number))),
    authors,
    slugs,
    names,
    titles,
    undotted: Int32Array.from(index.words, (word, rank) =>
      word.includes('.') ? lowerBound(index.words, withoutDots(word)) : rank,
    ),
  }
}

/** Where the title starts in a name: after `OpenAI: `, or after the author without a colon. */
function titleStart(name: string, author: string): number {
  const colon = name.indexOf(': ')
  if (colon !== -1) return colon + 1
  return name.toLowerCase().startsWith(`${author.toLowerCase()} `) ? author.length : 0
}

function memoise<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    let value = made.get(text)
    if (value === undefined) made.set(text, (value = make(text)))
    return value
  }
}

/**
 * How joined words of the sequence match a query text. `all`: both end together, at a gap. `whole`: both end together.
 * `prefix`: the text ends inside a word.
 */
export type Comparison = 'all' | 'whole' | 'prefix'

/** Compares `text` with the joined words from a place in the sequence on. Undefined if they differ. Ignores dots unless `isDotted`. */
export function compareFrom(
  { index, sequence, undotted }: NameIndex,
  from: number,
  text: string,
  isDotted: boolean,
): Comparison | undefined {
  let read = 0
  let at = from
  for (; read < text.length; at++) {
    const word = sequence[at] as number
    if (word === GAP) return undefined
    const next = index.words[isDotted ? word : (undotted[word] as number)] as string
    if (!text.startsWith(next, read)) return next.startsWith(text.slice(read)) ? 'prefix' : undefined
    read += next.length
  }
  return sequence[at] === GAP ? 'all' : 'whole'
}

/** Models in whose id or name a query word matches several joined words, as `gptoss` matches `gpt-oss`. */
export interface CompoundMatches {
  /** The query word ends where a word ends. */
  readonly whole: number[]
  /** The query word ends inside a word. */
  readonly prefix: number[]
  /** Models of both lists whose slug or title starts with the query word. */
  readonly leading: number[]
}

/** Dots are compared only if the query word has one. */
export function matchCompound(names: NameIndex, text: string): CompoundMatches {
  const found: CompoundMatches = { whole: [], prefix: [], leading: [] }
  const { words, starts, models } = names.index
  for (let length = 1; length < text.length; length++) {
    const first = text.slice(0, length)
    const rank = lowerBound(words, first)
    if (words[rank]?.startsWith(first) !== true) break
    if (words[rank] !== first) continue
    for (let at = starts[rank] as number; at < (starts[rank + 1] as number); at++)
      matchInModel(names, models[at] as number, text, rank, found)
  }
  return found
}

/** Compares the query word at every place in the model's id and name where the word `first` stands. */
function matchInModel(names: NameIndex, model: number, text: string, first: number, found: CompoundMatches): void {
  const { sequence, authors, slugs, titles, undotted } = names
  const isDotted = text.includes('.')
  let isFound = false
  let isWhole = false
  for (let at = authors[model] as number; at < (authors[model + 1] as number); at++) {
    const word = sequence[at] as number
    if (word === GAP || (isDotted ? word : undotted[word]) !== first) continue
    const comparison = compareFrom(names, at, text, isDotted)
    if (comparison === undefined) continue
    isFound = true
    isWhole ||= comparison !== 'prefix'
    if (at === slugs[model] || at === titles[model]) found.leading.push(model)
  }
  if (isFound) found[isWhole ? 'whole' : 'prefix'].push(model)
}
