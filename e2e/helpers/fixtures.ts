import { type BrowserContext, expect, test as base } from '@playwright/test'
import { type Service, type ServiceOptions, startService } from './service.js'

interface TestFixtures {
  /** Complaints of the page that are expected in this test. */
  allowed: readonly RegExp[]
  /** Applies the same checks to another context. */
  watch: (context: BrowserContext) => Promise<void>
  isPhone: boolean
  /** Starts a service for this test only, which it may break. */
  startOwn: (env?: Record<string, string>, options?: ServiceOptions) => Promise<Service>
}

interface WorkerFixtures {
  /** Shared by the tests of a worker, which must not change it. */
  service: Service
}

/** Services started by a test have no database, so history requests fail, which the browser logs. */
const withoutDatabase =
  /status of 503 .*\/api\/(syncs|changes|price-stability|quarantine|models\/count\?|models\?ids=|models\/.*\/history)/

/** A browser logs that the document of an unknown model or author is a 404. */
const unknownModel = /status of 404 .*\(http:\/\/[^/]+\/(models|authors)\//

/** Fails on console errors, requests to other hosts, and violations of the content security policy. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  service: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from it
    async ({}, use) => {
      const service = await startService({ hasHistory: true })
      await use(service)
      await service.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ service }, use) => use(service.url),
  allowed: [[], { option: true }],
  isPhone: async ({ viewport }, use) => use((viewport?.width ?? 0) < 768),
  watch: async ({ allowed }, use) => {
    const complaints: string[] = []
    await use((context) => watchContext(context, (complaint) => complaints.push(complaint)))
    expect(
      complaints.filter(
        (complaint) => ![...allowed, withoutDatabase, unknownModel].some((pattern) => pattern.test(complaint)),
      ),
      'complaints of the page',
    ).toEqual([])
  },
  // Fixtures are torn down in reverse order: the page closes before its service stops.
  context: async ({ startOwn: _startOwn, watch, context }, use) => {
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
  await context.exposeBinding('modelkeepViolation', (_source, what: string) =>
    complain(`content security policy violation: ${what}`),
  )
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      ;(window as unknown as { modelkeepViolation: (what: string) => void }).modelkeepViolation(
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
    (request) => isOtherHost(request.url()) && complain(`request to another host: ${request.url()}`),
  )
}

function isOtherHost(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol.startsWith('http') && hostname !== '127.0.0.1'
}

export { expect } from '@playwright/test'
