import type { Model } from '@modelkeep/catalog/model/model'
import { withRequiredFields } from '@modelkeep/catalog/model/required-fields'
import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { contentOf, type Content } from '../../catalogue/content.js'

/** As upstream gives it, or with all that OpenRouter's API description requires. */
export type Form = 'plain' | 'official'

/** The model in that form; the very same object where it has all that is required. */
export function formOf(form: Form, { model }: CatalogueEntry): Model {
  return form === 'plain' ? model : withRequiredFields(model)
}

/** A model as it stands in answers: bytes of JSON, made once for as long as the model stays the same. */
export function rowOf(form: Form, entry: CatalogueEntry): Content {
  return (entry.rows[form] ??= makeRow(form, entry))
}

function makeRow(form: Form, entry: CatalogueEntry): Content {
  if (form === 'plain') return contentOf(entry.bytes)
  const model = formOf(form, entry)
  return model === entry.model ? rowOf('plain', entry) : contentOf(Buffer.from(JSON.stringify(model)))
}
