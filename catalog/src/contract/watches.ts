// Watches: a saved filter over changes, plus a destination.
import * as z from 'zod'
import { changeKindSchema } from './change-kind.js'
import { count, timestamp } from './fields.js'

export const GROUPINGS = ['each', 'hourly', 'daily'] as const
export const MILESTONE_DAYS = [30, 7, 1, 0] as const

const oneOrMore = <T extends z.ZodType>(item: T, problem: string) =>
  z.union([item, z.array(item).min(1).max(100)], problem)
const text = z.string().min(1).max(300)

export const watchFilterSchema = z
  .strictObject({
    kind: oneOrMore(changeKindSchema, `must be one or more of ${changeKindSchema.options.join(', ')}`)
      .optional()
      .meta({ description: 'Changes of any of these kinds', example: ['price_changed', 'deprecation_announced'] }),
    model: oneOrMore(text, 'must be the id of a model, or a list of at most 100')
      .optional()
      .meta({ description: 'Changes of any of these models', example: ['openai/gpt-4o'] }),
    author: oneOrMore(text, 'must be an author, or a list of at most 100')
      .optional()
      .meta({ description: 'Changes of models by any of these authors', example: ['openai'] }),
    min_percent: z
      .number()
      .min(0)
      .max(999_999)
      .optional()
      .meta({ description: 'Only prices that moved by at least this many percent', example: 10 }),
    direction: z
      .enum(['up', 'down'])
      .optional()
      .meta({ description: 'Only prices that rose, or only prices that fell', example: 'up' }),
    query: z.string().max(2_000).optional().meta({
      description:
        'Instead of the others: a query of `/api/models`. Models that are new, or back, and match it when they appear.',
      example: 'free=true&context=200000',
    }),
  })
  .meta({
    id: 'WatchFilter',
    description: 'A change matches if it matches all that is given. `{}` matches every change.',
  })
export type WatchFilter = z.infer<typeof watchFilterSchema>

const url = z.string().min(1).max(2_000)
const secret = z.string().max(200).meta({
  description: 'Optional: a secret of your own, `whsec_` and 24 to 64 bytes in base64. Without it one is generated.',
})

export const destinationSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('webhook'), url, secret: secret.optional() }),
    z.strictObject({ type: z.literal('slack'), url }),
    z.strictObject({ type: z.literal('discord'), url }),
    z.strictObject({ type: z.literal('ntfy'), url, token: text.optional() }),
    z.strictObject({ type: z.literal('email'), to: z.email().max(300) }),
  ])
  .meta({
    id: 'WatchDestination',
    description:
      'Where to send: `webhook` (Standard Webhooks 1.0), `slack` and `discord` (their incoming webhooks), `ntfy` (the URL of a topic), or `email`.',
  })
export type Destination = z.infer<typeof destinationSchema>

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100)
  .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters')
  .refine((value) => !/^\d+$/.test(value), 'must not consist of digits alone, like an id')
  .meta({ description: 'Unique among the watches', example: 'OpenAI prices' })
const milestones = z
  .array(
    z.union(
      MILESTONE_DAYS.map((days) => z.literal(days)),
      'must be 30, 7, 1 or 0',
    ),
  )
  .max(MILESTONE_DAYS.length)
  .meta({
    description:
      'Days before the expiry date of a model: 30, 7, 1, or 0 for the day itself. Each is sent once per model. Default: all of them if the filter has no `kind`, or has `deprecation_announced` among them, and is not about prices or new models alone.',
    example: [30, 7, 1, 0],
  })
const grouping = z.enum(GROUPINGS).meta({
  description:
    '`each`: one message per change; `hourly` and `daily`: one digest, sent after the full hour or after midnight (UTC)',
  example: 'each',
})

export const newWatchSchema = z
  .strictObject({
    name,
    filter: watchFilterSchema,
    milestones: milestones.optional(),
    grouping: grouping.default('each'),
    destination: destinationSchema,
  })
  .meta({ id: 'NewWatch' })
export type NewWatch = z.infer<typeof newWatchSchema>

export const watchPatchSchema = z
  .strictObject({
    name: name.optional(),
    filter: watchFilterSchema.optional(),
    milestones: milestones.optional(),
    grouping: grouping.optional(),
    destination: destinationSchema.optional(),
    state: z.enum(['active', 'paused']).optional().meta({
      description:
        '`active` also ends a pause after failures, during which events were kept, or that after a 410, since which none were.',
    }),
    rotate_secret: z.literal(true).optional().meta({
      description:
        'Gives a webhook a new secret, which the response shows once. For 24 hours messages are signed with both.',
    }),
  })
  .meta({ id: 'WatchPatch' })
export type WatchPatch = z.infer<typeof watchPatchSchema>

export const watchSchema = z
  .object({
    id: z.int().min(1).meta({ example: 3 }),
    name,
    filter: watchFilterSchema,
    milestones: z
      .array(z.int())
      .meta({ description: 'Days before the expiry date of a model', example: [30, 7, 1, 0] }),
    grouping,
    destination: z.object({ type: z.enum(['webhook', 'slack', 'discord', 'ntfy', 'email']), target: z.string() }).meta({
      description: 'Without what is secret: the origin of the URL, or the address',
      example: { type: 'webhook', target: 'https://hooks.example.com' },
    }),
    state: z.enum(['active', 'paused', 'disabled']).meta({ example: 'active' }),
    state_reason: z
      .string()
      .nullable()
      .meta({ description: 'Why it was paused or disabled, if nobody asked for that', example: null }),
    failures: count.meta({ description: 'Failed attempts since the last success', example: 0 }),
    source: z
      .enum(['api', 'file'])
      .meta({ description: '`file`: defined by WATCHES_FILE; only its state can be changed here', example: 'api' }),
    pending: count.meta({ description: 'Events that are not delivered yet', example: 0 }),
    last_delivered_at: timestamp.nullable().meta({ example: null }),
    created_at: timestamp,
  })
  .meta({ id: 'Watch' })
export type Watch = z.infer<typeof watchSchema>

export const createdWatchSchema = watchSchema
  .extend({
    secret: z.string().nullable().meta({
      description: 'The secret of a webhook, shown this once; null for other destinations',
      example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    }),
  })
  .meta({ id: 'CreatedWatch' })

export const watchListSchema = z.object({ data: z.array(watchSchema) }).meta({ id: 'WatchList' })
export const oneWatchSchema = z.object({ data: watchSchema }).meta({ id: 'OneWatch' })
export const oneCreatedWatchSchema = z.object({ data: createdWatchSchema }).meta({ id: 'OneCreatedWatch' })

export const deliverySchema = z
  .object({
    id: z.string().nullable().meta({
      description: 'As in `webhook-id`; the same in all attempts. null before the first attempt.',
      example: '5b1f5f0e-9a53-4f0c-8f55-1f6b8f1f2c1d',
    }),
    text: z.string().meta({
      description: 'The first line of the message',
      example: 'GPT-4o: price of input tokens fell 20 %: $2.50 → $2.00 per million',
    }),
    items: count.meta({ description: 'Number of changes in it', example: 1 }),
    created_at: timestamp,
    state: z
      .enum(['pending', 'delivered', 'failed'])
      .meta({ description: '`failed`: given up after the last attempt', example: 'delivered' }),
    attempts: z.array(
      z.object({
        attempt: z.int().min(1),
        at: timestamp,
        outcome: z.enum(['delivered', 'failed']),
        status: z.int().nullable().meta({ description: 'The HTTP status; null if there was no HTTP response' }),
        latency_ms: count,
        detail: z.string().meta({ description: 'The first line of the response, or why there was none' }),
      }),
    ),
    next_attempt_at: timestamp.nullable().meta({ description: 'null unless it is pending' }),
  })
  .meta({ id: 'WatchDelivery' })
export type Delivery = z.infer<typeof deliverySchema>
export const deliveryListSchema = z.object({ data: z.array(deliverySchema) }).meta({ id: 'WatchDeliveryList' })

export const watchTestSchema = z
  .object({
    data: z.object({
      delivered: z.boolean(),
      status: z.int().nullable().meta({ description: 'The HTTP status; null if there was no HTTP response' }),
      latency_ms: count,
      detail: z.string().meta({ description: 'The first line of the response, or why there was none' }),
    }),
  })
  .meta({ id: 'WatchTest' })

export const replayRequestSchema = z
  .strictObject({
    message_id: z.string().max(100).optional().meta({ description: 'The id of a message, from the deliveries' }),
    since: timestamp.optional().meta({ description: 'All that matches since this time' }),
  })
  .meta({ id: 'WatchReplay' })
export const replayResultSchema = z
  .object({ data: z.object({ events: count.meta({ description: 'Number of events that are sent (again)' }) }) })
  .meta({ id: 'WatchReplayResult' })
