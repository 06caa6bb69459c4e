// Finds model ids in any text: source code, configuration, prose.
import { withoutRoutingSuffix } from './model-id.js'

export interface FoundId {
  /** The id in the catalogue. */
  id: string
  /** The id as written in the text, possibly with a routing suffix. */
  written: string
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 code units. */
  column: number
}

/** Segments separated by slashes. A match starts at a word boundary, so that a long run of characters is scanned only once. */
const PATH = /(?<![\w.+@~-])[.+@-]*(~?[A-Za-z0-9_][\w.+@-]*(?:\/~?[A-Za-z0-9_][\w.+@-]*)+(?::[A-Za-z0-9_.-]+)?)/g

/**
 * Every occurrence of a known id, in text order. Two adjacent segments of a longer path, such as a URL, can be an id. A part of a
 * segment cannot: `openai/gpt-4o-mini` does not contain `openai/gpt-4o`.
 */
export function findModelIds(text: string, isKnown: (id: string) => boolean): FoundId[] {
  const positionAt = createPositionLookup(text)
  const found: FoundId[] = []
  for (const match of text.matchAll(PATH)) {
    const path = match[1] ?? ''
    const start = match.index + match[0].length - path.length
    for (const { id, written, offset } of idsInPath(path, isKnown))
      found.push({ id, written, ...positionAt(start + offset) })
  }
  return found
}

function* idsInPath(
  path: string,
  isKnown: (id: string) => boolean,
): Generator<{ id: string; written: string; offset: number }> {
  const segments = path.split('/')
  let offset = 0
  for (let at = 0; at + 1 < segments.length; at += 1) {
    const author = segments[at] ?? ''
    const written = candidates(`${author}/${segments[at + 1] ?? ''}`).find(
      (candidate) => isKnown(candidate) || isKnown(withoutRoutingSuffix(candidate)),
    )
    if (written !== undefined) yield { id: isKnown(written) ? written : withoutRoutingSuffix(written), written, offset }
    offset += author.length + 1
  }
}

/** Possible ids in a match, longest first: as written, without trailing punctuation, without a `:` suffix. */
function candidates(text: string): string[] {
  const bare = text.replace(/:.*$/, '')
  return [...new Set([text, text.replace(/[.+@-]+$/, ''), bare, bare.replace(/[.+@-]+$/, '')])]
}

/** Converts ascending offsets to lines and columns. */
function createPositionLookup(text: string): (offset: number) => { line: number; column: number } {
  let [line, lineStart] = [1, 0]
  return (offset) => {
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1
      lineStart = end + 1
    }
    return { line, column: offset - lineStart + 1 }
  }
}
