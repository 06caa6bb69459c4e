import type { ModelListing } from './source/model-source.js'
import { reportFailure } from './failure.js'
import { readListOptions } from './list-options.js'
import { modelsTable } from './models-table.js'
import { openSource } from './open-source.js'
import { readableAge } from './readable-age.js'
import { say } from './say.js'
import { parseModelList } from './source/parse-list.js'
import { print, terminalOf } from './terminal.js'

export interface ModelsOptions {
  url?: string
  json?: true
  table?: true
}

const failed = 2

export const modelsHelp = `
Lists the models of the service that --url or MODELKEEP_URL names. Without a service, it uses the first of these sources that is
younger than CACHE_TTL_SECONDS: the database (DATABASE_URL, or that of a running \`modelkeep serve\`), the last good catalogue in
DATA_DIR, upstream. If none is, it uses the newest of them, or else the catalogue that ships with the program. as_of and removed need a
service or a database. Standard error shows the source and its age. Prints a table on a terminal, otherwise the JSON of the API.

Colour: NO_COLOR, FORCE_COLOR. Exit codes: 0 success; 2 failure (a bad option, no source available).

  modelkeep models sonnet
  modelkeep models --q sonnet --max_price 3 --sort newest --limit 10
  modelkeep models --input_modalities image --supported_parameters tools --context 200000 | jq -r '.data[].id'`

/** `modelkeep models`: lists models, with the query of the API. */
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
    reportFailure(error, failed)
  }
}

async function show(
  { body, ageSeconds, tier, where }: ModelListing,
  { json, table }: ModelsOptions,
  fields: readonly string[] | undefined,
): Promise<void> {
  const terminal = terminalOf(process.stdout, process.env)
  const { total_count: total, data, missing_ids: missing = [], reason } = parseModelList(body)
  const asTable = table === true || (terminal.interactive && json !== true)
  await print(process.stdout, `${asTable ? modelsTable(data, fields, terminal) : body}\n`)
  const shown = data.length === total ? `${total}` : `${data.length} of ${total}`
  const noun = total === 1 ? 'model' : 'models'
  say(`${shown} ${noun}, confirmed ${readableAge(ageSeconds)} ago; from ${tier} (${where})`)
  if (missing.length > 0) say(`not in the catalogue: ${missing.join(', ')}`)
  if (reason !== undefined) say(reason)
}
