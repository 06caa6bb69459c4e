import { InvalidArgumentError, Option } from 'commander'
import { listQuerySchema } from '@modelkeep/catalog/query/list-parameters'
import { parseListQuery, type ListQuery } from '@modelkeep/catalog/query/list-query'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { UNSUPPORTED_PARAMETERS } from '@modelkeep/catalog/query/unsupported-parameters'

const usdPerMillion = 'USD per million tokens'
/** For feed readers only. */
const rssParameters = ['use_rss', 'use_rss_chat_links']
const unsupported: readonly string[] = UNSUPPORTED_PARAMETERS.map(({ name }) => name)

/** The parameters of the API's list query as options of a command. Unsupported ones are hidden, but accepted to explain why. */
export function listOptions(): Option[] {
  return Object.entries(listQuerySchema.shape)
    .filter(([name]) => !rssParameters.includes(name))
    .map(([name, schema]) => {
      const { description = '', example } = schema.meta() ?? {}
      const isSwitch = example === 'true' && !unsupported.includes(name)
      return new Option(`--${name} ${isSwitch ? '[true]' : '<value>'}`, shortDescription(description))
        .argParser(onlyOnce)
        .hideHelp(unsupported.includes(name))
    })
}

/** Parses words and options as the API parses its query; a switch without a value is true. @throws QueryError */
export function readListOptions(words: readonly string[], given: Readonly<Record<string, unknown>>): ListQuery {
  const parameters = Object.fromEntries(
    Object.keys(listQuerySchema.shape)
      .filter((name) => given[name] !== undefined)
      .map((name) => [name, String(given[name])]),
  )
  if (words.length === 0) return parseListQuery(parameters)
  if (parameters['q'] !== undefined) throw new QueryError('q', 'is given more than once: words are q as well')
  return parseListQuery({ ...parameters, q: words.join(' ') })
}

function onlyOnce(value: string, previous: unknown): string {
  if (previous !== undefined) throw new InvalidArgumentError('It is given more than once.')
  return value
}

/** The first sentence without Markdown, and the unit. */
function shortDescription(description: string): string {
  const [first = ''] = description.split(/(?<=[.:]) (?=[A-Z`])/)
  const unit = description.includes(usdPerMillion) ? `, in ${usdPerMillion}` : ''
  return first.replaceAll('`', '').replace(/[.:]$/, '') + unit
}
