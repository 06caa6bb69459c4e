import { needsAttention, type CheckedModel } from '@modelkeep/catalog/changes/check-models'
import { changeFilterShape } from '@modelkeep/catalog/changes/change-filter'
import { findingText, replacementText } from '@modelkeep/catalog/changes/finding-text'
import { serialiseListQuery } from '@modelkeep/catalog/query/list-query'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import { parseParameters, QueryError } from '@modelkeep/catalog/query/query-error'
import * as z from 'zod'
import { check, readCatalogues, readCheckOptions, type CheckedSource } from '../../cli/source/check-models.js'
import { SourceError } from '../../cli/source/model-source.js'
import { readLifecycle } from '../../cli/source/service-source.js'
import { asProblem } from '../../http/response/problem.js'
import { listLifecycle } from '../../http/routes/models/list-lifecycle.js'
import { listModels } from '../../http/routes/models/list-models.js'
import { asParameters } from '../arguments.js'
import { cursorAfter, pageOf, pageShape, withPage } from '../page.js'
import type { Parameters, RouteApi } from '../route-api.js'
import { result, withMetadata, type Tool } from '../tool.js'
import { checkedModelSchema } from './checked-model.js'
import { idsArgument } from './ids-argument.js'

const input = z.strictObject({
  ...idsArgument,
  since: changeFilterShape.since.meta({
    ...changeFilterShape.since.meta(),
    description: 'Also report prices and names that differ from this time. Changes that were reverted do not count.',
  }),
  expiring_days: optional(
    wholeNumber(0, 100_000, {
      description: 'Report only expiry dates within this many days. Default: every expiry date.',
      example: 30,
    }),
  ),
  ...pageShape,
})

const output = z.object({
  data: z.array(checkedModelSchema),
  attention: z.int().min(0).meta({ description: 'How many models of this page need attention' }),
  notes: z.array(z.string()).meta({ description: 'What could not be checked, and why' }),
})

/** What `modelkeep check` does, with the function behind it and the list of models. */
export const checkModels: Tool = {
  name: 'check_models',
  title: 'Check whether models are still valid',
  description:
    'Whether models that someone uses are gone, unknown, expiring, deprecated, repriced (with `since`) or renamed (with `since`), and the closest replacement of each that is gone, expiring or deprecated. A model without findings is fine.',
  input,
  output: withMetadata(output, { hasPages: true }),
  run: async (args, api) => {
    const parameters = withPage(input, asParameters(args))
    const { ids } = parseParameters(z.object(idsArgument), { ids: parameters['ids'] ?? '' })
    const page = pageOf(parameters)
    const { checked, notes, freshness } = await checkIds(
      ids.slice(page.offset, page.offset + page.limit),
      parameters,
      api,
    )
    const attention = checked.filter(needsAttention).length
    return result(
      { data: checked, attention, notes },
      { text: report(checked, notes), next: cursorAfter(page, ids.length, parameters), freshness },
    )
  },
}

async function checkIds(ids: readonly string[], { since, expiring_days }: Parameters, api: RouteApi) {
  const now = api.now()
  const notes: string[] = []
  const options = readCheckOptions(
    { ...(since !== undefined && { since }), ...(expiring_days !== undefined && { expiring_days }) },
    now,
  )
  const say = (note: string): void => void notes.push(note)
  const catalogues = await readCatalogues(sourceOf(api), options, { needsHistory: false, say })
  const { ageSeconds, tier } = catalogues
  return { checked: check(ids, catalogues, options, now), notes, freshness: { ageSeconds, source: tier } }
}

/** The API as a source of the check. */
function sourceOf(api: RouteApi): CheckedSource {
  const read: RouteApi['read'] = async (route, call) => {
    try {
      return await api.read(route, call)
    } catch (error) {
      if (error instanceof QueryError) throw error
      throw new SourceError(asProblem(error).message, { cause: error })
    }
  }
  return {
    list: async (query) => {
      const parameters = Object.fromEntries(new URLSearchParams(serialiseListQuery(query)))
      const { text, source, ageSeconds } = await read(listModels, { query: parameters })
      return { body: text, tier: source, ageSeconds, where: 'the API' }
    },
    lifecycle: async () => readLifecycle((await read(listLifecycle, {})).text, 'the API'),
  }
}

function report(checked: readonly CheckedModel[], notes: readonly string[]): string {
  const attention = checked.filter(needsAttention).length
  const lines = checked.flatMap(({ id, findings, replacement }) => [
    ...findings.map((finding) => `- ${id}: ${finding.kind}, ${findingText(finding)}`),
    ...(replacement === null ? [] : [`  use instead: ${replacementText(replacement)}`]),
  ])
  return [`${attention} of ${checked.length} models need attention.`, ...lines, ...notes].join('\n')
}
