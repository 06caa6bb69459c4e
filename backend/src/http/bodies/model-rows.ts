import type { Model } from '@modelkeep/catalog/model/model'
import { withRequiredFields } from '@modelkeep/catalog/model/required-fields'
import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { contentOf, type Content } from '../../catalogue/content.js'

/** `plain`: the model as upstream sent it. `official`: with every field that OpenRouter's API description requires. */
export type Form = 'plain' | 'official'

/** The model in that form; the raw model itself if it already has all required fields, with their types. */
export function formOf(form: Form, { raw, model }: CatalogueEntry): Model {
  return form === 'plain' ? raw : withRequiredFields(model)
}

/** A model as JSON, serialised once per entry and form. */
export function rowOf(form: Form, entry: CatalogueEntry): Content {
  return (entry.rows[form] ??= serialise(form, entry))
}

function serialise(form: Form, entry: CatalogueEntry): Content {
  if (form === 'plain') return contentOf(entry.bytes)
  const model = formOf(form, entry)
  return model === entry.raw ? rowOf('plain', entry) : contentOf(Buffer.from(JSON.stringify(model)))
}
