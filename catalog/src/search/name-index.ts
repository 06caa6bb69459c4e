// What models are called, word by word: the words of the id and of the name in their order, and who holds which.
import type { Model } from '../model/model.js'
import { authorOf } from '../model/model-id.js'
import { createVocabularyBuilder, lowerBound, type Vocabulary } from './inverted-index.js'
import { fold, formsOf, undotted, wordsOf } from './words.js'

/** After the id and after the name: no word runs across. */
const GAP = -1

/** By model, where not said otherwise. A name such as `OpenAI: GPT-4o` shows an author before its title. */
export interface Names {
  readonly vocabulary: Vocabulary
  /** Words (positions in the vocabulary) of all ids and names, one after the other: author, slug, gap, shown author, title, gap. */
  readonly sequence: Int32Array
  /** Where in the sequence its author begins, its slug, its name, its title. Of `authors` there is one more: the end. */
  readonly authors: Int32Array
  readonly slugs: Int32Array
  readonly names: Int32Array
  readonly titles: Int32Array
  /** By word of the vocabulary: the word without its dots, which is in it too. */
  readonly undotted: Int32Array
}

const MODELS_A_STEP = 64

/** Models are numbered in the order in which they are given. In steps of a few milliseconds. */
export function* indexNames(models: readonly Model[]): Generator<undefined, Names> {
  const builder = createVocabularyBuilder()
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
    if (model > 0 && model % MODELS_A_STEP === 0) yield
    const { id, name } = models[model] as Model
    const author = authorOf(id)
    const title = titleStart(name, author)
    slugs[model] = append(wordsOfAuthor(author), model)
    names[model] = append(wordsOf(fold(id.slice(id.indexOf('/') + 1))), model) + 1
    sequence.push(GAP)
    titles[model] = append(wordsOfAuthor(name.slice(0, title)), model)
    authors[model + 1] = append(wordsOf(fold(name.slice(title))), model) + 1
    sequence.push(GAP)
  }
  const { vocabulary, ranks } = builder.build()
  return {
    vocabulary,
    sequence: Int32Array.from(sequence, (word) => (word === GAP ? GAP : (ranks[word] as number))),
    authors,
    slugs,
    names,
    titles,
    undotted: Int32Array.from(vocabulary.words, (word, rank) =>
      word.includes('.') ? lowerBound(vocabulary.words, undotted(word)) : rank,
    ),
  }
}

/** Where the title begins in a name: after `OpenAI: `, or after the author's name where that stands before it without a colon. */
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

/** How the words from a place in the sequence on, run together, compare with what was typed: they end together, before a gap or not, or it ends first. */
export type Run = 'all' | 'whole' | 'begun'

/** Undefined where they differ. Where `isDotted`, dots are compared as well; where not, `typed` has none. */
export function runFrom(
  { vocabulary, sequence, undotted: withoutDots }: Names,
  from: number,
  typed: string,
  isDotted: boolean,
): Run | undefined {
  let read = 0
  let at = from
  for (; read < typed.length; at++) {
    const word = sequence[at] as number
    if (word === GAP) return undefined
    const text = vocabulary.words[isDotted ? word : (withoutDots[word] as number)] as string
    if (text.charCodeAt(0) !== typed.charCodeAt(read)) return undefined
    if (!typed.startsWith(text, read)) return text.startsWith(typed.slice(read)) ? 'begun' : undefined
    read += text.length
  }
  return sequence[at] === GAP ? 'all' : 'whole'
}

/** Models in whose id or name a word that was typed runs over several, such as `gptoss` over `gpt-oss`. */
export interface RunOns {
  /** The typed word ends where a word ends. */
  readonly whole: number[]
  /** It ends inside one. */
  readonly begun: number[]
  /** Those of both whose slug or title begins with it. */
  readonly heads: number[]
}

/** A typed word with a dot is compared with dots, one without is compared without. */
export function runOns(names: Names, typed: string): RunOns {
  const found: RunOns = { whole: [], begun: [], heads: [] }
  const { words, starts, holders } = names.vocabulary
  for (let length = 1; length < typed.length; length++) {
    const first = typed.slice(0, length)
    const rank = lowerBound(words, first)
    if (words[rank]?.startsWith(first) !== true) break
    if (words[rank] !== first) continue
    for (let at = starts[rank] as number; at < (starts[rank + 1] as number); at++)
      lookIn(names, holders[at] as number, typed, rank, found)
  }
  return found
}

/** Looks at every place in the model's id and name where the word `first`, with which the typed one begins, stands. */
function lookIn(names: Names, model: number, typed: string, first: number, found: RunOns): void {
  const { sequence, authors, slugs, titles, undotted: withoutDots } = names
  const isDotted = typed.includes('.')
  let isFound = false
  let isWhole = false
  for (let at = authors[model] as number; at < (authors[model + 1] as number); at++) {
    const word = sequence[at] as number
    if (word === GAP || (isDotted ? word : withoutDots[word]) !== first) continue
    const run = runFrom(names, at, typed, isDotted)
    if (run === undefined) continue
    isFound = true
    isWhole ||= run !== 'begun'
    if (at === slugs[model] || at === titles[model]) found.heads.push(model)
  }
  if (isFound) found[isWhole ? 'whole' : 'begun'].push(model)
}
