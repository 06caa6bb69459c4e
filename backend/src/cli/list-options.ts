import { InvalidArgumentError, Option } from 'commander'
import { listQuerySchema } from '@modelkeep/catalog/query/list-parameters'
import { parseListQuery, type ListQuery } from '@modelkeep/catalog/query/list-query'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { UNSUPPORTED_PARAMETERS } from '@modelkeep/catalog/query/unsupported-parameters'

const usdPerMillion = 'USD per million tokens'
/** RSS is for feed readers. */
const leftOut = ['use_rss', 'use_rss_chat_links']
const notAnswered: readonly string[] = UNSUPPORTED_PARAMETERS.map(({ name }) => name)

/** The API's query as options of a command: the same names, one each. Those that cannot be answered are taken, so that it says why. */
export function listOptions(): Option[] {
  return Object.entries(listQuerySchema.shape)
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, schema]) => {
      const { description = '', example } = schema.meta() ?? {}
      const isSwitch = example === 'true' && !notAnswered.includes(name)
      return new Option(`--${name} ${isSwitch ? '[true]' : '<value>'}`, sentenceOf(description))
        .argParser(onlyOnce)
        .hideHelp(notAnswered.includes(name))
    })
}

/** The question that options and words ask, read as the API reads it. @throws QueryError */
export function readListOptions(words: readonly string[], given: Readonly<Record<string, unknown>>): ListQuery {
  const names = Object.keys(listQuerySchema.shape)
  // A switch without a value is true.
  const parameters = Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => [name, String(value)]),
  )
  if (words.length === 0) return parseListQuery(parameters)
  if (parameters['q'] !== undefined) throw new QueryError('q', 'is given more than once: words are q as well')
  return parseListQuery({ ...parameters, q: words.join(' ') })
}

function onlyOnce(value: string, previous: unknown): string {
  if (previous !== undefined) throw new InvalidArgumentError('It is given more than once.')
  return value
}

/** What a line of help has room for, without the marks that are for a contract. */
function sentenceOf(description: string): string {
  const [first = ''] = description.split(/(?<=[.:]) (?=[A-Z`])/)
  const unit = description.includes(usdPerMillion) ? `, in ${usdPerMillion}` : ''
  return first.replaceAll('`', '').replace(/[.:]$/, '') + unit
}
