/** The lists of the program model. The number of a list is its mark, which is part of a model's name. */
import { exampleModel } from '../helpers/fake-upstream.js'

export interface ListedModel {
  id: string
  name: string
}

/** What a program served or stored contradicts what was acknowledged. */
export class ModelMismatch extends Error {
  override readonly name = 'ModelMismatch'
}

/** The list with this mark: the name of one model contains the mark, and the other models change within the shrink limit. */
export function listOf(mark: number): (ListedModel & Record<string, unknown>)[] {
  const others = Array.from({ length: 12 + (mark % 3) }, (_, nr) =>
    exampleModel(`a/model-${nr}`, nr === mark % 12 ? { name: `Of list ${mark}` } : {}),
  )
  return [exampleModel('a/mark', { name: `List ${mark}` }), ...others] as (ListedModel & Record<string, unknown>)[]
}

/** Whether these models are the list with this mark, in its order. */
export function isList(models: readonly ListedModel[], mark: number): boolean {
  const shape = (list: readonly ListedModel[]): string => JSON.stringify(list.map(({ id, name }) => [id, name]))
  return shape(models) === shape(listOf(mark))
}

export function markOf(models: readonly ListedModel[]): number {
  return markOfName(models.find(({ id }) => id === 'a/mark')?.name)
}

export function markOfName(name: string | undefined): number {
  return Number(name?.split(' ')[1])
}
