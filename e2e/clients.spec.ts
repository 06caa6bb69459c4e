import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test } from './helpers/fixtures.js'
import type { UpstreamModel } from './helpers/models.js'

// The clients of the README in the page of another origin: the browser asks, with a CORS preflight, before each request.
interface ClientPage {
  list: (client: 'openai' | 'openrouter', baseUrl: string) => Promise<string[]>
  get: (client: 'openai' | 'openrouter', baseUrl: string, id: string) => Promise<string>
}

const entry = fileURLToPath(new URL('./helpers/browser-clients.ts', import.meta.url))

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'clients' } },
  })
  const [first] = [built].flat()
  if (first === undefined || !('output' in first)) throw new Error('the clients were not bundled')
  return first.output[0].code
}

/** Serves the clients' page. @returns its URL */
async function servePage(script: string): Promise<{ url: string; close: () => void }> {
  const server = createServer(({ url }, res) => {
    const isScript = url === '/clients.js'
    res.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    res.end(
      isScript
        ? script
        : '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/clients.js"></script>',
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = (): void => void server.close()
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close }
}

let site: Awaited<ReturnType<typeof servePage>>
test.beforeAll(async () => {
  site = await servePage(await bundle())
})
test.afterAll(() => site.close())

for (const client of ['openai', 'openrouter'] as const) {
  test(
    `${client} lists and gets models from the page of another origin`,
    { tag: '@wide' },
    async ({ page, service }) => {
      const baseUrl = `${service.url}/api/v1`
      const text = service.models.filter(outputsText)
      const id = text[0]!.id
      await page.goto(site.url)
      await page.waitForFunction(() => 'clients' in window)
      const listed = await page.evaluate(
        ([name, url]) => (window as unknown as { clients: ClientPage }).clients.list(name, url),
        [client, baseUrl] as const,
      )
      const got = await page.evaluate(
        ([name, url, model]) => (window as unknown as { clients: ClientPage }).clients.get(name, url, model),
        [client, baseUrl, id] as const,
      )
      expect(listed).toEqual(text.map((model) => model.id))
      expect(got).toBe(id)
    },
  )
}

/** As `/api/v1/models` lists them. */
function outputsText({ architecture }: UpstreamModel): boolean {
  const { output_modalities: modalities } = architecture as { output_modalities?: string[] }
  return modalities?.includes('text') ?? true
}
