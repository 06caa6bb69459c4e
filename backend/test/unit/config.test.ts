import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, secretsOf } from '../../src/config.js'

describe('the configuration', () => {
  it('has the documented defaults', () => {
    expect(readConfig({})).toEqual({
      port: 3001,
      host: '127.0.0.1',
      database: { kind: 'embedded', maxConnections: 10 },
      upstream: { baseUrl: 'https://openrouter.ai/api/v1', apiKey: null, maxBytes: 32 * 1024 ** 2 },
      cacheTtlSeconds: 300,
      syncIntervalSeconds: 240,
      allowedOrigins: '*',
      adminToken: null,
      rateLimit: { perSecond: 100, burst: 1_000 },
      trustedProxies: [],
      dataDir: './data',
      logLevel: 'info',
      maxShrinkPercent: 20,
      maxGrowthPercent: 100,
      watches: { allow: [], file: null, secretKey: null, smtpUrl: null, env: {} },
      overlayFile: null,
      mirrors: { urls: {} },
      drainSeconds: 2,
      deprecatedDays: 30,
    })
  })

  it('knows which of its values are secrets', () => {
    expect(secretsOf(readConfig({}))).toEqual([])
    expect(
      secretsOf(readConfig({ ADMIN_TOKEN: 'an-administration-token', DATABASE_URL: 'postgres://me:p%40ss@host/db' })),
    ).toEqual(['an-administration-token', 'p%40ss', 'p@ss'])
    expect(secretsOf(readConfig({ DATABASE_URL: 'postgres://me@host/db?password=p%40ss' }))).toEqual(['p@ss'])
  })

  it('treats an empty value as not set', () => {
    expect(readConfig({ DATABASE_URL: '', ADMIN_TOKEN: ' ' })).toMatchObject({
      database: { kind: 'embedded' },
      adminToken: null,
    })
  })

  it.each([
    ['postgres://u@h/d', undefined, 'disable'],
    ['postgres://u@h/d?sslmode=require', undefined, 'require'],
    ['postgres://u@h/d?sslmode=verify-ca', undefined, 'verify-full'],
    ['postgres://u@h/d?sslmode=require', 'disable', 'disable'],
    ['postgresql://u@h/d', 'prefer', 'prefer'],
  ])('takes the TLS mode from DB_SSL, otherwise from the URL: %s %s', (DATABASE_URL, DB_SSL, ssl) => {
    expect(readConfig({ DATABASE_URL, DB_SSL }).database).toMatchObject({ kind: 'external', ssl })
  })

  it.each([
    'postgres://me:hun/ter2@db/x',
    'postgres://me:12/hunter2@db/x',
    'postgres://me:hun?ter2@db/x',
    'postgres://me:12?hunter2=a@db/x',
    'postgres://me:hunter2#@db/x',
    'postgres://me:12#hunter2@db/x',
    'postgres://me:hunter2%@db/x',
    'postgres://me:hunter2%zz@db/x',
    'postgres://me:hunter2@db:port/x',
  ])('says how to escape a password that the URL cannot hold as it is: %s', (DATABASE_URL) => {
    expect(() => readConfig({ DATABASE_URL })).toThrow(/^invalid configuration:\n {2}- DATABASE_URL .*write \/ as %2F/)
    expect(() => readConfig({ DATABASE_URL })).not.toThrow(/hunter2/)
  })

  it.each([
    'postgres://me:a%2Fb%40c@db/x',
    'postgres:///x?host=/var/run/postgresql',
    'postgres://me:p@ss@db/x',
    'POSTGRES://db/x',
  ])('accepts %s', (DATABASE_URL) => {
    expect(readConfig({ DATABASE_URL }).database).toMatchObject({ kind: 'external' })
  })

  it('has a rate limit per address, which can be switched off', () => {
    expect(readConfig({ RATE_LIMIT: '5', RATE_LIMIT_BURST: '50' }).rateLimit).toEqual({ perSecond: 5, burst: 50 })
    expect(readConfig({ RATE_LIMIT: '0' }).rateLimit).toBeNull()
  })

  it('accepts proxies as addresses and networks', () => {
    expect(readConfig({ TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7 ,2001:db8::/32' }).trustedProxies).toEqual([
      '10.0.0.0/8',
      '192.0.2.7',
      '2001:db8::/32',
    ])
  })

  it.each(['proxy.example.com', '10.0.0.0/33', '::1/129', '10.0.0.1/', '10.0.0.0/8/8', 'fe80::1%eth0', '10.0.0'])(
    'rejects a proxy that is neither: %s',
    (TRUSTED_PROXIES) => {
      expect(() => readConfig({ TRUSTED_PROXIES })).toThrow(/TRUSTED_PROXIES must be a comma-separated list/)
    },
  )

  it('has no database with DATABASE_URL=off', () => {
    expect(readConfig({ DATABASE_URL: 'off' }).database).toMatchObject({ kind: 'off' })
  })

  it('accepts a list of origins', () => {
    expect(readConfig({ ALLOWED_ORIGINS: 'https://a.example, http://b.example:8080' }).allowedOrigins).toEqual([
      'https://a.example',
      'http://b.example:8080',
    ])
  })

  it('names every invalid variable at once and shows no secret', () => {
    const secrets = {
      DATABASE_URL: 'mysql://root:hunter2@h/d',
      ADMIN_TOKEN: 'sesame',
      OPENROUTER_API_KEY: 'sk or hunter2',
    }
    const others = {
      PORT: '99999',
      DB_SSL: 'maybe',
      CACHE_TTL_SECONDS: '-1',
      SYNC_INTERVAL_SECONDS: '2000001',
      ALLOWED_ORIGINS: 'example.com',
      LOG_LEVEL: 'loud',
      MAX_SHRINK_PERCENT: '101',
      DRAIN_SECONDS: '301',
      DEPRECATED_DAYS: '-1',
      OPENROUTER_BASE_URL: 'ftp://x',
      RATE_LIMIT: '-1',
      RATE_LIMIT_BURST: '0',
      TRUSTED_PROXIES: '10.0.0.0/33',
      MAX_UPSTREAM_BYTES: '0',
      DB_MAX_CONNECTIONS: '2',
    }
    let caught: unknown
    try {
      readConfig({ ...secrets, ...others })
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ConfigError)
    const { problems, message } = caught as ConfigError
    expect(new Set(problems.map((problem) => problem.split(' ')[0]))).toEqual(
      new Set([...Object.keys(secrets), ...Object.keys(others)]),
    )
    for (const secret of ['hunter2', 'sesame']) expect(message).not.toContain(secret)
  })
})

it('refuses watches of a file without a database to keep them in', () => {
  const WATCHES_FILE = 'watches.json'
  expect(() => readConfig({ WATCHES_FILE, DATABASE_URL: 'off' })).toThrow(/WATCHES_FILE needs a database/)
  expect(readConfig({ WATCHES_FILE }).watches.file).toBe(WATCHES_FILE)
})
