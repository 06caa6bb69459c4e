// Text to the words that are searched. What a model is called and what is typed go through the same few steps.

const NOT_ASCII = /[^\0-\x7f]/
const MARKS = /\p{M}+/gu
const ASCII_WORDS = /[a-z]{1,2}[0-9]+(?:\.[0-9]+)*[a-z]*|[0-9]+(?:\.[0-9]+)*[a-z]*|[a-z]+/g
const WORDS = /\p{L}{1,2}\p{N}+(?:\.\p{N}+)*\p{L}*|\p{N}+(?:\.\p{N}+)*\p{L}*|\p{L}+/gu
const DIGIT = /\p{N}/u
const LETTERS_BEFORE_DIGITS = /^\p{L}+(?=\p{N})/u
const ENDING_PLUS = /(?<=[\p{L}\p{N}])\+(?![\p{L}\p{N}+])/gu
const LINK_TARGETS = /\]\([^)]*(?:\)|$)|https?:\/\/\S*/g
const CHAINS = /(?<![\p{L}\p{N}])\p{L}+(?:-\p{L}+)+(?![\p{L}\p{N}])/gu

/** Without case, accents and compatibility forms (full-width letters, ligatures). A plus that ends a word is a word: `R+` is `r plus`. */
export function fold(text: string): string {
  const folded = NOT_ASCII.test(text) ? text.normalize('NFKD').toLowerCase().replace(MARKS, '') : text.toLowerCase()
  return folded.includes('+') ? folded.replace(ENDING_PLUS, ' plus') : folded
}

/**
 * The words of a folded text, in their order. A word is letters, a number with its dots and what follows it (`4.1`, `70b`, `4o`), or one
 * or two letters with such a number (`o3`, `v3.1`, `a22b`); so `gpt4o` is `gpt` and `4o`, and `qwen3` is `qwen` and `3`.
 */
export function wordsOf(folded: string): string[] {
  return folded.match(NOT_ASCII.test(folded) ? WORDS : ASCII_WORDS) ?? []
}

/** Whether the word has a digit in it: then it is a version, a size or a date, and never a typo of another. */
export function hasDigit(word: string): boolean {
  return DIGIT.test(word)
}

/** Without dots: `41` finds `4.1`, which some write `4-1`. */
export function undotted(word: string): string {
  return word.includes('.') ? word.replaceAll('.', '') : word
}

/** The forms under which a word of a name is found: as it is, its number alone (`3.1` of `v3.1`), and both without dots. */
export function formsOf(word: string): readonly string[] {
  if (!hasDigit(word)) return [word]
  const number = word.replace(LETTERS_BEFORE_DIGITS, '')
  return [word, number, undotted(word), undotted(number)]
}

/** A description without the addresses that its links lead to. */
export function proseOf(description: string): string {
  return description.includes('](') || description.includes('://')
    ? description.replace(LINK_TARGETS, ' ')
    : description
}

/** Neighbours joined by a hyphen, as one word: `role-play` is found as `roleplay` too. Where a digit is in them they are not joined. */
export function joinedWordsOf(folded: string): string[] {
  const joined: string[] = []
  for (let hyphen = folded.indexOf('-'), end = 0; hyphen !== -1; hyphen = folded.indexOf('-', end)) {
    // Only what is around hyphens is looked at closely: most of a text is not.
    const chunk = folded.slice(folded.lastIndexOf(' ', hyphen) + 1, (end = endOfChunk(folded, hyphen)))
    for (const chain of chunk.match(CHAINS) ?? []) {
      const parts = chain.split('-')
      for (let part = 1; part < parts.length; part++) joined.push(`${parts[part - 1]}${parts[part]}`)
    }
  }
  return joined
}

function endOfChunk(text: string, from: number): number {
  const space = text.indexOf(' ', from)
  return space === -1 ? text.length : space
}
