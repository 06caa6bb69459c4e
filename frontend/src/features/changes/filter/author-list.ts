// Authors in the filter field: the reader sees and types names, the URL holds ids.
import { listOf } from './change-filter.js'

/** Display names by id. */
type AuthorNames = ReadonlyMap<string, string>

/** `OpenAI, Meta` for `openai,meta-llama`. */
export function authorsText(ids: string | undefined, names: AuthorNames): string {
  return listOf(ids)
    .map((id) => names.get(id) ?? id)
    .join(', ')
}

/** `openai,meta-llama` for `OpenAI, meta-llama`. Unknown words are kept as they are. */
export function authorIds(text: string, names: AuthorNames): string {
  const ids = new Map([...names].map(([id, name]) => [name.toLowerCase(), id]))
  return listOf(text)
    .map((word) => (names.has(word.toLowerCase()) ? word.toLowerCase() : (ids.get(word.toLowerCase()) ?? word)))
    .join(',')
}
