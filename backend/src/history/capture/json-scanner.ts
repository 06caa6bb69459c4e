/** How far a JSON document has been read, line by line, without parsing it. */
export interface JsonScanner {
  /** Reads one more line of the document. */
  scan(line: string): void
  /** The document's outermost list or object is closed, or it is certainly not JSON. */
  isComplete(): boolean
  /** How many lists and objects are open. */
  depth(): number
  /** The outermost container is a list. */
  isList(): boolean
  /** A list or object may start here: after `[`, `,` or `:`. */
  mayOpen(): boolean
  /** A string was not closed before the end of its line, which is not valid JSON. */
  hasOpenString(): boolean
  /** Why the document must not be parsed, or null. */
  problem(): string | null
}

/** Far deeper than `JSON.stringify` gets, which leaves the verdict about a single deep model to its validation. */
const maxDepth = 10_000
/** `JSON.parse` takes up to 64 bytes for each, even for an empty one of two characters. Real catalogues have about 6 a model. */
const maxContainers = 1_000_000

const [quote, backslash, comma, colon, listStart, listEnd, objectStart, objectEnd] = [34, 92, 44, 58, 91, 93, 123, 125]

export function createJsonScanner(): JsonScanner {
  const open: number[] = []
  let outermost = 0
  let containers = 0
  let previous = 0
  let complete = false
  let hasOpenString = false
  let problem: string | null = null

  function openContainer(code: number): void {
    if (open.length === 0) outermost = code
    open.push(code)
    containers++
    if (open.length > maxDepth) problem = `nested deeper than ${maxDepth} levels: a model has at most 32`
    else if (containers > maxContainers)
      problem = `more than ${maxContainers} lists and objects: split it into captures`
    if (problem !== null) complete = true
  }

  function closeContainer(code: number): void {
    const matches = open.pop() === code - 2 // in ASCII, each closing bracket is two after its opening one
    if (open.length === 0 || !matches) complete = true
  }

  return {
    scan(line) {
      for (let at = 0; at < line.length && !complete; at++) {
        const code = line.charCodeAt(at)
        if (code <= 32) continue
        if (code === quote) {
          at = endOfString(line, at)
          hasOpenString ||= at === line.length
        }
        if (code === objectStart || code === listStart) openContainer(code)
        else if (code === objectEnd || code === listEnd) closeContainer(code)
        previous = code
      }
    },
    isComplete: () => complete,
    depth: () => open.length,
    isList: () => outermost === listStart,
    mayOpen: () => previous === comma || previous === colon || previous === listStart,
    hasOpenString: () => hasOpenString,
    problem: () => problem,
  }
}

/** The index of the closing quote of the string that starts at `start`; the length of the line if there is none. */
function endOfString(line: string, start: number): number {
  for (let end = line.indexOf('"', start + 1); end !== -1; end = line.indexOf('"', end + 1)) {
    let escapes = 0
    while (line.charCodeAt(end - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return line.length
}
