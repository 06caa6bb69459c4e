import { changeText } from '@modelkeep/catalog/changes/change-text'
import { changeListSchema, type ListedChange } from '@modelkeep/catalog/contract/changes'
import { listChanges as route } from '../../http/routes/history/list-changes.js'
import { cursorOfPath, pageShape } from '../page.js'
import { argumentsOf, routeTool } from '../route-tool.js'

export interface ChangeList {
  readonly data: readonly ListedChange[]
  readonly links: { readonly next: string | null }
  readonly [key: string]: unknown
}

export const listChanges = routeTool<ChangeList, ChangeList>({
  name: 'list_changes',
  title: 'List changes of the catalogue',
  description:
    'What changed, newest first: new, removed, returned and renamed models, prices, context, capabilities, announced expiry dates. Filter by time, kind, model, author or size of a price change. `before` and `after` of prices are USD per token.',
  route,
  input: argumentsOf(route).extend(pageShape),
  output: changeListSchema,
  call: (parameters) => ({ query: parameters }),
  content: (body) => body,
  next: (body) => cursorOfPath(body.links.next),
  text: changesText,
})

export function changesText({ data }: Pick<ChangeList, 'data'>): string {
  return data.length === 0 ? 'No changes match.' : data.map(changeLine).join('\n')
}

function changeLine(change: ListedChange): string {
  return `- ${change.observed_at.slice(0, 10)} ${change.model_id ?? 'all models'}: ${changeText(change)}`
}
