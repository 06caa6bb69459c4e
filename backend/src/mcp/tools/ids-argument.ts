import { idList } from '@modelkeep/catalog/query/parameter-types'

/** The argument that names several models. */
export const idsArgument = {
  ids: idList({ description: 'Ids of models, comma-separated or as a list.', example: 'openai/gpt-4o' }),
}
