// Variants (`:batch`, `:free`, …) and aliases (`~`) belong to a model, under which the list can show them.
import type { Model } from '@modelkeep/catalog/model/model'
import { isAlias } from '@modelkeep/catalog/model/model-id'

type Entry = Pick<Model, 'id' | 'alias_target'>

/** The id of the model that an entry belongs to; its own if it is one. */
export function baseIdOf({ id, alias_target: target }: Entry): string {
  const of = isAlias(id) ? (target?.slug ?? id) : id
  return of.split(':', 1)[0] ?? of
}

/** The positions with variants and aliases right after their model. If it is not listed, after the first of them. */
export function groupVariants(models: readonly Entry[], positions: readonly number[]): number[] {
  const groups = new Map<string, { lead: number; rest: number[] }>()
  for (const position of positions) {
    const model = models[position]
    if (model === undefined) continue
    const base = baseIdOf(model)
    const group = groups.get(base)
    if (group === undefined) groups.set(base, { lead: position, rest: [] })
    else if (model.id === base) groups.set(base, { lead: position, rest: [group.lead, ...group.rest] })
    else group.rest.push(position)
  }
  // A group stands where its lead stands in the list.
  const leads = new Map([...groups.values()].map((group) => [group.lead, group.rest]))
  return positions.flatMap((position) => {
    const rest = leads.get(position)
    return rest === undefined ? [] : [position, ...rest]
  })
}

/** Whether an entry stands under the one before it. */
export function isGrouped(models: readonly Entry[], index: number): boolean {
  const [before, model] = [models[index - 1], models[index]]
  return before !== undefined && model !== undefined && baseIdOf(before) === baseIdOf(model)
}
