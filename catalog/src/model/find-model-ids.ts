// Ids of models in any text: source code, configuration, prose.
import { withoutRoutingSuffix } from './model-id.js'

export interface FoundId {
  /** The id as the catalogue has it. */
  id: string
  /** As it stands in the text; it differs where it asks for another way of routing. */
  written: string
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
}

/** Segments with slashes between them. It begins where a word begins, so that a long run of characters is read once. */
const CHAIN = /(?<![\w.+@~-])[.+@-]*(~?[A-Za-z0-9_][\w.+@-]*(?:\/~?[A-Za-z0-9_][\w.+@-]*)+(?::[A-Za-z0-9_.-]+)?)/g

/**
 * Every place where a known id stands by itself, in the order of the text. In a longer path, such as that of a URL, two segments that
 * are an id count; a part of a segment never does, so `openai/gpt-4o-mini` is not `openai/gpt-4o`.
 */
export function findModelIds(text: string, isKnown: (id: string) => boolean): FoundId[] {
  const lines = lineCounter(text)
  const found: FoundId[] = []
  for (const match of text.matchAll(CHAIN)) {
    const chain = match[1] ?? ''
    const start = match.index + match[0].length - chain.length
    for (const { id, written, offset } of idsInChain(chain, isKnown))
      found.push({ id, written, ...lines(start + offset) })
  }
  return found
}

function* idsInChain(
  chain: string,
  isKnown: (id: string) => boolean,
): Generator<{ id: string; written: string; offset: number }> {
  const segments = chain.split('/')
  let offset = 0
  for (let at = 0; at + 1 < segments.length; at += 1) {
    const author = segments[at] ?? ''
    const written = spellings(`${author}/${segments[at + 1] ?? ''}`).find(
      (spelling) => isKnown(spelling) || isKnown(withoutRoutingSuffix(spelling)),
    )
    if (written !== undefined) yield { id: isKnown(written) ? written : withoutRoutingSuffix(written), written, offset }
    offset += author.length + 1
  }
}

/** Longest first: as it stands, without the full stop that ends a sentence, without what a `:` adds. */
function spellings(text: string): string[] {
  const bare = text.replace(/:.*$/, '')
  return [...new Set([text, text.replace(/[.+@-]+$/, ''), bare, bare.replace(/[.+@-]+$/, '')])]
}

/** Offsets, given in rising order, to lines and columns. */
function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  let [line, lineStart] = [1, 0]
  return (offset) => {
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1
      lineStart = end + 1
    }
    return { line, column: offset - lineStart + 1 }
  }
}
