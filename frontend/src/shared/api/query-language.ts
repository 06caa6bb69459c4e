import './zod-without-eval.js'

export { parseListQuery, serialiseListQuery } from '@modelkeep/catalog/query/list-query'
