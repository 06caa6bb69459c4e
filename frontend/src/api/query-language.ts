import { config } from 'zod'

export { parseListQuery, serialiseListQuery } from '@modelkeep/catalog/query'

// zod would try whether it may compile code at run time, which the content security policy forbids.
config({ jitless: true })
