import { changeText } from '@modelkeep/catalog/changes/change-text'
import { catalogueDiffSchema, type CatalogueDiff } from '@modelkeep/catalog/contract/catalogue-diff'
import { count } from '@modelkeep/catalog/contract/fields'
import * as z from 'zod'
import { getDiff } from '../../http/routes/history/get-diff.js'
import { cursorAfter, pageShape } from '../page.js'
import { argumentsOf, routeTool } from '../route-tool.js'
import { withoutId } from './model-argument.js'

const lists = ['added', 'removed', 'changed', 'schema'] as const
type Counts = Record<(typeof lists)[number], number>

const countsSchema = z
  .object({ added: count, removed: count, changed: count, schema: count })
  .meta({ description: 'How many entries each list has on all pages' })

export const diffCatalogues = routeTool<{ data: CatalogueDiff }, { data: CatalogueDiff; counts: Counts }>({
  name: 'diff_catalogues',
  title: 'Compare two catalogues',
  description:
    'The net difference between the catalogue at `from` and at `to` (default: now): added, removed and changed models. A page holds up to `limit` entries of each list; `counts` has their numbers on all pages. `before` and `after` of prices are USD per token.',
  route: getDiff,
  input: argumentsOf(getDiff).extend(pageShape),
  output: z.object({ data: catalogueDiffSchema, counts: countsSchema }),
  call: (parameters) => ({ query: withoutId(parameters) }),
  content: ({ data }, { offset, limit }) => {
    const slice = <T>(items: readonly T[]): T[] => items.slice(offset, offset + limit)
    const { added, removed, changed, schema } = data
    return {
      data: {
        ...data,
        added: slice(added),
        removed: slice(removed),
        changed: slice(changed),
        schema: slice(schema),
      },
      counts: { added: added.length, removed: removed.length, changed: changed.length, schema: schema.length },
    }
  },
  // The moment of the first page, so that all pages compare the same catalogues.
  next: ({ data }, page) =>
    cursorAfter(page, Math.max(...lists.map((name) => data[name].length)), {
      from: data.from.moment,
      to: data.to.moment,
    }),
  text: ({ data: { from, to, added, removed, changed }, counts }) =>
    [
      `From ${from.moment} to ${to.moment}: ${counts.added} added, ${counts.removed} removed, ${counts.changed} changed.`,
      ...[from.reason, to.reason].flatMap((reason) => (reason === null ? [] : [reason])),
      ...added.map(({ id }) => `- ${id}: added`),
      ...removed.map(({ id }) => `- ${id}: removed`),
      ...changed.map(({ id, changes }) => `- ${id}: ${changes.map(described).join('; ')}`),
    ].join('\n'),
})

function described(change: CatalogueDiff['changed'][number]['changes'][number]): string {
  return changeText({ ...change, flapping: null, removed_at: null })
}
