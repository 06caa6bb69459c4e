// What watches tell.
import * as z from 'zod'
import { LIFECYCLE_SOURCES } from '../lifecycle/statements.js'
import { changeSchema } from './changes.js'

const expiryItemSchema = z.object({
  type: z.literal('expiry'),
  model_id: z.string(),
  name: z.string(),
  expires: z.string().meta({ description: 'A day, YYYY-MM-DD' }),
  days_left: z.int().meta({ description: 'Negative if the day has passed' }),
  milestone: z.int(),
  sources: z
    .array(z.enum(LIFECYCLE_SOURCES))
    .optional()
    .meta({ description: 'Which catalogues give this day; absent: OpenRouter alone', example: ['litellm'] }),
})
const deprecatedItemSchema = z.object({
  type: z.literal('deprecated'),
  model_id: z.string(),
  name: z.string(),
  source: z.enum(LIFECYCLE_SOURCES).meta({ description: 'Which catalogue says so, without a date that counts' }),
})
export const watchItemSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('change'), change: changeSchema }),
  expiryItemSchema,
  deprecatedItemSchema,
])
/** What one message, or one line of a digest, is about. */
export type WatchItem = z.infer<typeof watchItemSchema>
