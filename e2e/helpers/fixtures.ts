import { type BrowserContext, expect, test as base } from '@playwright/test'
import { type Service, type ServiceOptions, startService } from './service.js'

interface TestFixtures {
  /** What a page may complain of in this test; nothing, unless it says so. */
  allowed: readonly RegExp[]
  /** Watches another context of the same test as closely as its own. */
  watch: (context: BrowserContext) => Promise<void>
  isPhone: boolean
  /** A service of the test's own, to be broken. */
  startOwn: (env?: Record<string, string>, options?: ServiceOptions) => Promise<Service>
}

interface WorkerFixtures {
  /** Shared by the tests of a worker, which leave it as it is. */
  service: Service
}

/** A service of a test's own has no database: it says so where it is asked for what only a database holds, and a browser writes that down. */
const withoutDatabase =
  /status of 503 .*\/api\/(syncs|changes|quarantine|models\/count\?|models\?ids=|models\/.*\/history)/

/** A page fails its test by any error in its console, any request to another host, and anything that its content security policy forbids. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  service: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from it what a fixture needs
    async ({}, use) => {
      const service = await startService({ hasPast: true })
      await use(service)
      await service.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ service }, use) => use(service.url),
  allowed: [[], { option: true }],
  isPhone: async ({ viewport }, use) => use((viewport?.width ?? 0) < 768),
  watch: async ({ allowed }, use) => {
    const complaints: string[] = []
    await use((context) => watchContext(context, (complaint) => complaints.push(complaint)))
    expect(
      complaints.filter((complaint) => ![...allowed, withoutDatabase].some((pattern) => pattern.test(complaint))),
      'complaints of the page',
    ).toEqual([])
  },
  // What is named first ends last: a service of the test's own ends when the page has gone that asks it.
  context: async ({ startOwn: _ends, watch, context }, use) => {
    await watch(context)
    await use(context)
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  startOwn: async ({}, use) => {
    const started: Service[] = []
    await use(async (env = {}, options = {}) => {
      const service = await startService({ env, ...options })
      started.push(service)
      return service
    })
    await Promise.all(started.map((service) => service.stop()))
  },
})

async function watchContext(context: BrowserContext, complain: (complaint: string) => void): Promise<void> {
  await context.exposeBinding('modelkeepForbidden', (_source, what: string) =>
    complain(`forbidden by the content security policy: ${what}`),
  )
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      ;(window as unknown as { modelkeepForbidden: (what: string) => void }).modelkeepForbidden(
        `${effectiveDirective} ${blockedURI}`,
      )
    })
  })
  context.on(
    'console',
    (message) => message.type() === 'error' && complain(`console: ${message.text()} (${message.location().url})`),
  )
  context.on('weberror', (error) => complain(`error: ${String(error.error())}`))
  context.on(
    'request',
    (request) => isElsewhere(request.url()) && complain(`request to another host: ${request.url()}`),
  )
}

function isElsewhere(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol.startsWith('http') && hostname !== '127.0.0.1'
}

export { expect } from '@playwright/test'
