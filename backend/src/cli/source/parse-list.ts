import { modelListSchema } from '@modelkeep/catalog/contract/models'
import type { Model } from '@modelkeep/catalog/model/model'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import * as z from 'zod'

/** With `fields`, a model has only the fields that were requested. */
export type ListedModel = Partial<Model> & { removed_at?: string }

// Upstream may change the type of any field of a model; that is no reason to reject the list.
const listSchema = modelListSchema.extend({ data: z.array(z.looseObject({})) })

export type ModelList = Omit<z.infer<typeof listSchema>, 'data'> & { data: ListedModel[] }

/** Parses the body of a list response. @throws SyntaxError, ZodError */
export function parseModelList(body: string): ModelList {
  const list = listSchema.parse(JSON.parse(body))
  return { ...list, data: list.data.map((model) => typedModel(model as Model)) }
}
