// A plain reference implementation of matching, without regard to speed.
import type { Model } from '../../src/model/model.js'
import { fold, withoutLinks, wordsOf } from '../../src/search/words.js'

const DIGIT = /\p{N}/u

interface Text {
  /** Words of the id and of the name, each in order. */
  readonly names: readonly (readonly string[])[]
  readonly prose: ReadonlySet<string>
}

/** The positions of all matching models, not ranked. */
export function matchesOf(models: readonly Model[], q: string): number[] {
  const texts = models.map(textOf)
  const words = [...new Set(wordsOf(fold(q)))]
  const positions = models.map((_, position) => position)
  if (words.length === 0 && q.trim() !== '') return []
  return positions.filter((position) => words.every((_, at) => holds(texts, position, words, at)))
}

function textOf({ id, name, description }: Model): Text {
  const prose = fold(withoutLinks(description ?? ''))
  const joined = [...prose.matchAll(/(?<![\p{L}\p{N}])\p{L}+(?:-\p{L}+)+(?![\p{L}\p{N}])/gu)].flatMap(([chain]) => {
    const parts = chain.split('-')
    return parts.slice(1).map((part, before) => `${parts[before]}${part}`)
  })
  return { names: [wordsOf(fold(id)), wordsOf(fold(name))], prose: new Set([...wordsOf(prose), ...joined]) }
}

function holds(texts: readonly Text[], position: number, words: readonly string[], at: number): boolean {
  const text = texts[position] as Text
  const word = words[at] as string
  const pairs = pairsWith(words, at)
  if (inNames(text, word) || inProse(text, word)) return true
  if (pairs.some((pair) => startsWord(text, pair) || inProse(text, pair))) return true
  if (word.length < 4 || word.length > 40 || DIGIT.test(word)) return false
  if (texts.some((other) => inNames(other, word) || pairs.some((pair) => startsWord(other, pair)))) return false
  if (text.names.flat().some((name) => isTypoOfName(word, name))) return true
  if (texts.some((other) => inProse(other, word))) return false
  return [...text.prose].some((other) => isTypo(word, other))
}

function pairsWith(words: readonly string[], at: number): string[] {
  const [before, word, after] = [words[at - 1], words[at], words[at + 1]]
  return [before === undefined ? [] : [`${before}${word}`], after === undefined ? [] : [`${word}${after}`]].flat()
}

/** Whether a word of a name has this prefix. `3.1` is a word of its own in `v3.1`, and `31` equals `3.1`. */
function startsWord({ names }: Text, word: string): boolean {
  return names.flat().some((name) => {
    const number = name.replace(/^\p{L}{1,2}(?=\p{N})/u, '')
    return [name, number, undotted(name), undotted(number)].some((form) => form.startsWith(word))
  })
}

function inNames(text: Text, word: string): boolean {
  const join = (parts: readonly string[]) => (word.includes('.') ? parts.join('') : undotted(parts.join('')))
  return (
    startsWord(text, word) ||
    text.names.some((parts) => parts.some((_, from) => join(parts.slice(from)).startsWith(word)))
  )
}

function inProse({ prose }: Text, word: string): boolean {
  return prose.has(word) || (word.length >= 3 && [...prose].some((other) => other.startsWith(word)))
}

function isTypo(word: string, other: string): boolean {
  return other.length >= 4 && !DIGIT.test(other) && edits(word, other) <= (word.length >= 8 ? 2 : 1)
}

function isTypoOfName(word: string, name: string): boolean {
  if (isTypo(word, name)) return true
  if (word.length < 6 || name.length < 4 || DIGIT.test(name)) return false
  return Array.from(name, (_, length) => name.slice(0, length + 1)).some((start) => edits(word, start) <= 1)
}

const undotted = (word: string) => word.replaceAll('.', '')

/** Optimal string alignment distance: letters inserted, removed, replaced, or swapped with their neighbour. */
function edits(a: string, b: string): number {
  const columns = Array.from({ length: b.length + 1 }, (_, column) => column)
  const table = Array.from({ length: a.length + 1 }, (_, row) => (row === 0 ? columns : [row, ...columns.slice(1)]))
  const at = (i: number, j: number) => table[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity
      const row = table[i] as number[]
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swapped)
    }
  }
  return at(a.length, b.length)
}
