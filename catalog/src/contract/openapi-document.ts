import * as z from 'zod'

export const contractSchema = z
  .looseObject({ openapi: z.string().meta({ description: 'OpenAPI version', example: '3.1.0' }) })
  .meta({ id: 'Contract', description: 'An OpenAPI description' })
