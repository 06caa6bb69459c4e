import { modelListSchema } from '@modelkeep/catalog/contract/models'
import type { Listed } from './source/model-source.js'
import { reportFailure } from './failure.js'
import { readListOptions } from './list-options.js'
import { modelsTable } from './models-table.js'
import { openSource } from './open-source.js'
import { readableAge } from './readable-age.js'
import { say } from './say.js'
import { print, terminalOf } from './terminal.js'

export interface ModelsOptions {
  url?: string
  json?: true
  table?: true
}

const couldNot = 2

export const modelsHelp = `
It asks the service that --url or MODELKEEP_URL names. Without one, it answers from the first of these that is younger than
CACHE_TTL_SECONDS: the database (DATABASE_URL, or that of a running \`modelkeep serve\`), the last good file in DATA_DIR, upstream; where
none is, from the newest of them, else from the list that ships with the program. as_of and removed need a service or a database.
Standard error says where the answer comes from and how old it is. In a terminal it is a table, else the API's JSON.

Colour: NO_COLOR, FORCE_COLOR. Exit codes: 0 answered; 2 could not be answered (a wrong option, nothing there to ask).

  modelkeep models sonnet
  modelkeep models --q sonnet --max_price 3 --sort newest --limit 10
  modelkeep models --input_modalities image --supported_parameters tools --context 200000 | jq -r '.data[].id'`

/** `modelkeep models`: the list, by the API's query. */
export async function modelsCommand(words: readonly string[], options: ModelsOptions): Promise<void> {
  try {
    const query = readListOptions(words, options as Readonly<Record<string, unknown>>)
    const source = openSource(options.url)
    try {
      await show(await source.list(query), options, query.fields)
    } finally {
      await source.close()
    }
  } catch (error) {
    reportFailure(error, couldNot)
  }
}

async function show(
  listed: Listed,
  { json, table }: ModelsOptions,
  fields: readonly string[] | undefined,
): Promise<void> {
  const terminal = terminalOf(process.stdout, process.env)
  const answer = modelListSchema.parse(JSON.parse(listed.body))
  const asTable = table === true || (terminal.interactive && json !== true)
  await print(process.stdout, asTable ? `${modelsTable(answer.data, fields, terminal)}\n` : `${listed.body}\n`)
  const { total_count: total, data, missing_ids: missing = [], reason } = answer
  const shown = data.length === total ? `${total}` : `${data.length} of ${total}`
  say(
    `${shown} ${total === 1 ? 'model' : 'models'}, confirmed ${readableAge(listed.ageSeconds)} ago; from ${listed.tier} (${listed.where})`,
  )
  if (missing.length > 0) say(`not in the catalogue: ${missing.join(', ')}`)
  if (reason !== undefined) say(reason)
}
