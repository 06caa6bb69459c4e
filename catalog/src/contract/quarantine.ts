import * as z from 'zod'
import { count, hash, timestamp } from './fields.js'
import { scopeSchema, syncSchema } from './syncs.js'

export const quarantineReasonSchema = z
  .enum([
    'not_json',
    'not_envelope',
    'empty',
    'too_many_broken',
    'grown',
    'shrunk',
    'broken_model',
    'truncated',
    'too_large',
    'bad_encoding',
  ])
  .meta({ description: 'Why it was quarantined', example: 'shrunk' })
export type QuarantineReason = z.infer<typeof quarantineReasonSchema>

const mirrorSchema = z.enum(['models.dev', 'litellm'])

export const quarantinedSchema = z
  .object({
    id: z.int().min(1).meta({ example: 7 }),
    observed_at: timestamp.meta({ description: 'When it was first seen' }),
    last_observed_at: timestamp.meta({ description: 'When it was last seen' }),
    times: z.int().min(1).meta({ description: 'Number of times this exact payload was seen', example: 3 }),
    source: z.enum(['openrouter', ...mirrorSchema.options]).meta({
      description: 'Where it is from: the list of models, or a mirrored document',
      example: 'openrouter',
    }),
    reason: quarantineReasonSchema,
    detail: z.string().meta({
      description: 'What is wrong, in one line',
      example: '200 of 421 models are gone; more than 20 % need approval',
    }),
    scope: scopeSchema.nullable().meta({ description: 'As in a sync; null for a mirrored document', example: 'all' }),
    model_id: z
      .string()
      .nullable()
      .meta({ description: 'Id of the broken model; null if the whole payload is quarantined', example: null }),
    payload_hash: hash('the stored body'),
    bytes: count.meta({ description: 'Size of the stored body before compression, in bytes', example: 691_204 }),
    approved_at: timestamp.nullable().meta({ description: 'When an administrator last approved it', example: null }),
  })
  .meta({ id: 'Quarantined' })
export type Quarantined = z.infer<typeof quarantinedSchema>
export const quarantineListSchema = z.object({ data: z.array(quarantinedSchema) }).meta({ id: 'QuarantineList' })

const approvedMirrorSchema = z
  .object({
    mirror: mirrorSchema.meta({ description: 'The mirrored catalogue', example: 'litellm' }),
    status: z.literal('applied'),
    entries: count.meta({ description: 'Number of entries, such as models', example: 2_986 }),
    observed_at: timestamp.meta({ description: 'When the document was last seen, and since when it is served' }),
  })
  .meta({ id: 'ApprovedMirror' })
export type ApprovedMirror = z.infer<typeof approvedMirrorSchema>

export const approvalSchema = z
  .object({
    data: z
      .union([syncSchema, approvedMirrorSchema])
      .meta({ description: 'The sync of an approved list, or the approved document of a mirror' }),
  })
  .meta({ id: 'Approval' })
