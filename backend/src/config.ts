import { isIP } from 'node:net'
import * as z from 'zod'
import { databaseUrlProblem, readDatabaseUrl } from './database-url.js'
import { splitList } from './lib/split-list.js'
import { isProxyUrl, proxyIn, proxySecrets, type UpstreamProxy } from './upstream/proxy.js'
import { mirrorsConfig, mirrorSecrets, mirrorVariables, type MirrorsConfig } from './mirrors/variables.js'
import { watchesConfig, watchSecrets, watchVariables, type WatchesConfig } from './watches/variables.js'
import { sslModes, TlsSettingError, type SslMode } from './postgres/connection/tls.js'

export type { SslMode }

/** All settings. Names of durations end with their unit; `null` means "not set". */
export interface Config {
  port: number
  host: string
  database: DatabaseChoice
  upstream: { baseUrl: string; apiKey: string | null; maxBytes: number; proxy?: UpstreamProxy }
  cacheTtlSeconds: number
  syncIntervalSeconds: number
  allowedOrigins: '*' | string[]
  adminToken: string | null
  /** For each client address; null: no limit. */
  rateLimit: { perSecond: number; burst: number } | null
  /** Addresses and networks whose `X-Forwarded-For` header is trusted. */
  trustedProxies: string[]
  dataDir: string
  logLevel: LogLevel
  maxShrinkPercent: number
  maxGrowthPercent: number
  watches: WatchesConfig
  mirrors: MirrorsConfig
  /** The user's own models and prices. */
  overlayFile: string | null
  /** For how long removed models stay in the mirrored documents. */
  deprecatedDays: number
  /** How long the program keeps serving after SIGTERM, while it reports that it is not ready. */
  drainSeconds: number
}

/** `embedded`: no DATABASE_URL; `external`: DATABASE_URL; `off`: DATABASE_URL=off. */
export type DatabaseChoice =
  | { kind: 'embedded'; maxConnections: number }
  | { kind: 'external'; url: string; ssl: SslMode; maxConnections: number }
  | { kind: 'off'; maxConnections: number }

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Lists all invalid variables. `problems` never contains the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'bad_config'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`invalid configuration:\n${problems.map((p) => `  - ${p}`).join('\n')}`)
    this.problems = problems
  }
}

const integer = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`)
    .default(fallback)

const httpUrl = z
  .string()
  .refine(isHttpUrl, 'must be an http:// or https:// URL')
  .transform((url) => url.replace(/\/+$/, ''))

/** A Node timer lasts 2^31 ms, or 24.8 days, at most. */
const maxSeconds = 2_000_000

const proxyUrl = z
  .string()
  .refine(isProxyUrl, 'must be a URL such as http://proxy.example.com:3128 (its value is not shown)')
  .optional()

const variables = z.object({
  PORT: integer(0, 65535, 3001),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .superRefine((v, ctx) => {
      const problem = v === 'off' ? null : databaseUrlProblem(v)
      if (problem !== null) ctx.addIssue(problem)
    })
    .optional(),
  DB_SSL: z.enum(sslModes, `must be one of ${sslModes.join(', ')}`).optional(),
  /** At least one each for LISTEN, for syncs and for requests. */
  DB_MAX_CONNECTIONS: integer(3, 1000, 10),
  OPENROUTER_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces (its value is not shown)')
    .optional(),
  OPENROUTER_BASE_URL: httpUrl.default('https://openrouter.ai/api/v1'),
  MAX_UPSTREAM_BYTES: integer(1024, 4 * 1024 ** 3, 32 * 1024 ** 2),
  CACHE_TTL_SECONDS: integer(1, maxSeconds, 300),
  SYNC_INTERVAL_SECONDS: integer(1, maxSeconds, 240),
  ALLOWED_ORIGINS: z
    .string()
    .default('*')
    .transform(splitOrigins)
    .refine(areOrigins, 'must be "*" or a comma-separated list of origins such as https://app.example.com'),
  ADMIN_TOKEN: z
    .string()
    .regex(
      /^[\x21-\x7e]{16,}$/,
      'must be at least 16 printable ASCII characters without spaces (its value is not shown)',
    )
    .optional(),
  RATE_LIMIT: integer(0, 1_000_000, 100),
  RATE_LIMIT_BURST: integer(1, 10_000_000, 1_000),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(splitList)
    .refine(
      (proxies) => proxies.every(isAddressOrNetwork),
      'must be a comma-separated list of addresses and networks such as 10.0.0.0/8',
    ),
  DATA_DIR: z.string().default('./data'),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  MAX_SHRINK_PERCENT: integer(0, 100, 20),
  MAX_GROWTH_PERCENT: integer(0, 1_000_000, 100),
  DRAIN_SECONDS: integer(0, 300, 2),
  DEPRECATED_DAYS: integer(0, 3_650, 30),
  ...watchVariables,
  ...mirrorVariables,
  OVERLAY_FILE: z.string().optional(),
  HTTP_PROXY: proxyUrl,
  http_proxy: proxyUrl,
  HTTPS_PROXY: proxyUrl,
  https_proxy: proxyUrl,
})

/** The names of the variables. */
export const variableNames: readonly string[] = [...Object.keys(variables.shape), 'NO_PROXY', 'no_proxy']

/**
 * Reads the configuration from environment variables. An empty value means not set.
 * @throws ConfigError that names every invalid variable
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const parsed = variables.safeParse(present)
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`))
  const v = parsed.data
  if (v.WATCHES_FILE !== undefined && v.DATABASE_URL === 'off')
    throw new ConfigError(['WATCHES_FILE needs a database, and DATABASE_URL is off'])
  const proxy = proxyIn(present)
  return {
    port: v.PORT,
    host: v.HOST,
    database: databaseChoice(v, present),
    upstream: {
      baseUrl: v.OPENROUTER_BASE_URL,
      apiKey: v.OPENROUTER_API_KEY ?? null,
      maxBytes: v.MAX_UPSTREAM_BYTES,
      ...(proxy && { proxy }),
    },
    cacheTtlSeconds: v.CACHE_TTL_SECONDS,
    syncIntervalSeconds: v.SYNC_INTERVAL_SECONDS,
    allowedOrigins: v.ALLOWED_ORIGINS,
    adminToken: v.ADMIN_TOKEN ?? null,
    rateLimit: v.RATE_LIMIT === 0 ? null : { perSecond: v.RATE_LIMIT, burst: v.RATE_LIMIT_BURST },
    trustedProxies: v.TRUSTED_PROXIES,
    dataDir: v.DATA_DIR,
    logLevel: v.LOG_LEVEL,
    maxShrinkPercent: v.MAX_SHRINK_PERCENT,
    maxGrowthPercent: v.MAX_GROWTH_PERCENT,
    watches: watchesConfig(v, present),
    mirrors: mirrorsConfig(v),
    overlayFile: v.OVERLAY_FILE ?? null,
    deprecatedDays: v.DEPRECATED_DAYS,
    drainSeconds: v.DRAIN_SECONDS,
  }
}

/** What no response of this program, no log line and no stored payload may contain, besides the credentials of upstream. */
export function secretsOf({
  adminToken,
  database,
  upstream,
  watches,
  mirrors,
}: Pick<Config, 'adminToken' | 'database' | 'upstream' | 'watches' | 'mirrors'>): string[] {
  const url = database.kind === 'external' ? new URL(database.url) : null
  const [password, inQuery] = [url?.password ?? '', url?.searchParams.get('password') ?? '']
  const ofProxies = upstream.proxy ? proxySecrets(upstream.proxy) : []
  const own = [adminToken ?? '', password, decodeURIComponent(password), inQuery]
  return [...own, ...ofProxies, ...watchSecrets(watches), ...mirrorSecrets(mirrors)].filter((one) => one !== '')
}

type Variables = z.infer<typeof variables>

function databaseChoice(
  { DATABASE_URL: url, DB_SSL: ssl, DB_MAX_CONNECTIONS: maxConnections }: Variables,
  env: Readonly<Record<string, string | undefined>>,
): DatabaseChoice {
  if (url === 'off') return { kind: 'off', maxConnections }
  if (url === undefined) return { kind: 'embedded', maxConnections }
  try {
    return { kind: 'external', ...readDatabaseUrl(url, ssl, env), maxConnections }
  } catch (error) {
    if (error instanceof TlsSettingError) throw new ConfigError([`DATABASE_URL ${error.message}`])
    throw error
  }
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)
}

function splitOrigins(value: string): '*' | string[] {
  const origins = splitList(value)
  return origins.includes('*') ? '*' : origins
}

/** Such as `192.0.2.1`, `10.0.0.0/8` or `2001:db8::/32`. */
function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function areOrigins(origins: '*' | string[]): boolean {
  return origins === '*' || origins.every((origin) => isHttpUrl(origin) && new URL(origin).origin === origin)
}
