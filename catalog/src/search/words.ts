// Splits names, descriptions and queries into words, all in the same way.

const NOT_ASCII = /[^\0-\x7f]/
const MARKS = /\p{M}+/gu
const ASCII_WORDS = /[a-z]{1,2}[0-9]+(?:\.[0-9]+)*[a-z]*|[0-9]+(?:\.[0-9]+)*[a-z]*|[a-z]+/g
const WORDS = /\p{L}{1,2}\p{N}+(?:\.\p{N}+)*\p{L}*|\p{N}+(?:\.\p{N}+)*\p{L}*|\p{L}+/gu
const DIGIT = /\p{N}/u
const LETTERS_BEFORE_DIGITS = /^\p{L}+(?=\p{N})/u
const TRAILING_PLUS = /(?<=[\p{L}\p{N}])\+(?![\p{L}\p{N}+])/gu
const LINK_TARGETS = /\]\([^)]*(?:\)|$)|https?:\/\/\S*/g
const HYPHENATED = /(?<![\p{L}\p{N}])\p{L}+(?:-\p{L}+)+(?![\p{L}\p{N}])/gu

/** The folded part of a text that is searched. Folding can make a text 18 times as long. Real names have up to 60 characters, descriptions up to 400. */
export function foldStart(text: string, longest: number): string {
  return fold(text.slice(0, longest)).slice(0, longest)
}

/** Removes case, accents and compatibility forms (full-width letters, ligatures). A trailing plus becomes a word: `R+` is `r plus`. */
export function fold(text: string): string {
  const folded = NOT_ASCII.test(text) ? text.normalize('NFKD').toLowerCase().replace(MARKS, '') : text.toLowerCase()
  return folded.includes('+') ? folded.replace(TRAILING_PLUS, ' plus') : folded
}

/**
 * The words of a folded text, in order. A word is letters, a number with dots and trailing letters (`4.1`, `70b`, `4o`), or one or two
 * letters followed by such a number (`o3`, `v3.1`, `a22b`). So `gpt4o` is `gpt` and `4o`, and `qwen3` is `qwen` and `3`.
 */
export function wordsOf(folded: string): string[] {
  return folded.match(NOT_ASCII.test(folded) ? WORDS : ASCII_WORDS) ?? []
}

/** A word with a digit is a version, a size or a date, and is never matched with typos. */
export function hasDigit(word: string): boolean {
  return DIGIT.test(word)
}

/** Removes dots, so that `41` finds `4.1`, which some write `4-1`. */
export function withoutDots(word: string): string {
  return word.includes('.') ? word.replaceAll('.', '') : word
}

/** The forms under which a word of a name is indexed: itself, its number alone (`3.1` of `v3.1`), and both without dots. */
export function formsOf(word: string): readonly string[] {
  if (!hasDigit(word)) return [word]
  const number = word.replace(LETTERS_BEFORE_DIGITS, '')
  return [word, number, withoutDots(word), withoutDots(number)]
}

/** A description without the URLs of its links. */
export function withoutLinks(description: string): string {
  return description.includes('](') || description.includes('://')
    ? description.replace(LINK_TARGETS, ' ')
    : description
}

/** Hyphenated words joined in pairs, so that `roleplay` finds `role-play`. Words with digits are not joined. */
export function joinedWordsOf(folded: string): string[] {
  if (!folded.includes('-')) return []
  return (folded.match(HYPHENATED) ?? []).flatMap((chain) => {
    const parts = chain.split('-')
    return parts.slice(1).map((part, before) => `${parts[before] ?? ''}${part}`)
  })
}
