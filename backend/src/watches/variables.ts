// The environment variables of watches.
import * as z from 'zod'
import { splitList } from '../lib/split-list.js'
import { readAllowedTargets } from './outbound/allowed-targets.js'
import { senderOf } from './destinations/sender.js'

export interface WatchesConfig {
  file: string | null
  /** 32 bytes. */
  secretKey: Buffer | null
  /** Hosts, addresses and networks that messages may be sent to although they are not public. */
  allow: string[]
  smtpUrl: string | null
  /** What `env:NAME` in the file stands for. */
  env: Readonly<Record<string, string | undefined>>
}

const keyBytes = 32

export const watchVariables = {
  WATCHES_FILE: z.string().optional(),
  WATCH_SECRET_KEY: z
    .string()
    .transform((key) => Buffer.from(key, 'base64'))
    .refine(
      (key) => key.length === keyBytes,
      `must be ${keyBytes} bytes in base64, such as from \`openssl rand -base64 32\` (its value is not shown)`,
    )
    .optional(),
  WEBHOOK_ALLOW: z
    .string()
    .default('')
    .transform(splitList)
    .refine(
      areTargets,
      'must be a comma-separated list of hosts, addresses and networks such as hooks.internal,10.0.0.0/8',
    ),
  SMTP_URL: z
    .string()
    .refine(
      isMailUrl,
      'must be a URL such as smtp://user:password@mail.example.com:587?from=modelkeep@example.com (its value is not shown)',
    )
    .optional(),
}

type Variables = z.infer<z.ZodObject<typeof watchVariables>>

export function watchesConfig(values: Variables, env: WatchesConfig['env']): WatchesConfig {
  const { WATCHES_FILE: file, WATCH_SECRET_KEY: secretKey, WEBHOOK_ALLOW: allow, SMTP_URL: smtpUrl } = values
  return { file: file ?? null, secretKey: secretKey ?? null, allow, smtpUrl: smtpUrl ?? null, env }
}

/** The key, and the password of the mail server in both spellings. */
export function watchSecrets({ secretKey, smtpUrl }: WatchesConfig): string[] {
  const password = smtpUrl === null ? '' : new URL(smtpUrl).password
  return [secretKey?.toString('base64') ?? '', password, decodeURIComponent(password)]
}

function areTargets(entries: readonly string[]): boolean {
  try {
    readAllowedTargets(entries)
    return true
  } catch {
    return false
  }
}

/** With a sender: its user, or `?from=`. */
function isMailUrl(value: string): boolean {
  if (!URL.canParse(value) || !/^smtps?:$/.test(new URL(value).protocol)) return false
  try {
    decodeURIComponent(new URL(value).password)
    return senderOf(value) !== null
  } catch {
    return false // a % that encodes nothing
  }
}
