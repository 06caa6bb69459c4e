// JSON with the place of every value. Numbers keep their text, which is exact.
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { PriceTableError } from './price-table.js'
import { lineFinder } from './text-lines.js'

export type JsonNode = Node

export interface JsonDocument {
  root: JsonNode
  text: string
  lineOf(node: JsonNode): number
}

const ERRORS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'there is a word or character that is not JSON',
  InvalidNumberFormat: 'a number is not valid',
  PropertyNameExpected: 'the name of a property in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing } is expected',
  CloseBracketExpected: 'a closing ] is expected',
  EndOfFileExpected: 'the end of the file is expected',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'a text in double quotes does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: 'an escape is not valid',
  InvalidEscapeCharacter: 'an escape is not valid',
  InvalidCharacter: 'a text has a control character',
}

/** `text` without a byte order mark. @throws PriceTableError that names the line */
export function parseJsonDocument(text: string): JsonDocument {
  const errors: ParseError[] = []
  const lineAt = lineFinder(text)
  const root = parsed(text, errors)
  const [first] = errors
  if (first !== undefined || root === undefined) {
    const code = first === undefined ? 'ValueExpected' : printParseErrorCode(first.error)
    throw new PriceTableError(`line ${lineAt(first?.offset ?? 0)}: not valid JSON: ${ERRORS[code] ?? code}`)
  }
  return { root, text, lineOf: ({ offset }) => lineAt(offset) }
}

function parsed(text: string, errors: ParseError[]): JsonNode | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  } catch (error) {
    if (error instanceof RangeError) throw new PriceTableError('the JSON is nested too deeply')
    throw error
  }
}

/** The properties of an object, in order, also repeated ones; none for another value. */
export function propertiesOf(node: JsonNode | undefined): { name: string; key: JsonNode; value: JsonNode }[] {
  if (node?.type !== 'object') return []
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ name: String(key.value), key, value }],
  )
}

/** The value at a path of properties. Of a repeated property the last one counts, as in every parser. */
export function valueAt(node: JsonNode | undefined, path: readonly string[]): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>(
    (at, segment) => propertiesOf(at).findLast(({ name }) => name === segment)?.value,
    node,
  )
}

/** The value at a path with dots. A name may have dots itself. */
export function valueAtPath(node: JsonNode | undefined, path: string): JsonNode | undefined {
  const own = valueAt(node, [path])
  if (own !== undefined) return own
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const outer = valueAt(node, [path.slice(0, dot)])
    const found = outer && valueAtPath(outer, path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}
