// Screenshots of every view at both widths in both themes:
//   npm run screenshots -- OUT_DIR [part of a name …]
// Uses the built program, and the real capture when it is available.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { findBrowser } from './helpers/browser.js'
import { ask, countOf, optionsOf, rowsOf } from './helpers/list.js'
import { type Service, startService } from './helpers/service.js'

interface Shot {
  name: string
  on?: 'phone' | 'wide'
  /** With a service that has lost its upstream. */
  stale?: boolean
  /** With a service that has a history. */
  history?: boolean
  /** The whole page, not only the window. */
  whole?: boolean
  open: (page: Page, service: Service) => Promise<void>
}

const widths = { phone: { width: 375, height: 812 }, wide: { width: 1440, height: 900 } } as const
const themes = ['light', 'dark'] as const

const compared = ['anthropic/claude-sonnet-5', 'openai/gpt-4o', 'google/gemini-2.5-pro', 'openai/gpt-4o-mini']

const shots: Shot[] = [
  { name: 'explore', open: (page) => list(page, '') },
  {
    name: 'explore-filtered',
    on: 'wide',
    open: (page) => list(page, '?input_modalities=image&supported_parameters=tools&max_price=5&sort=newest'),
  },
  { name: 'explore-filtered-drawer', on: 'phone', open: drawer },
  { name: 'explore-selected', open: selected },
  { name: 'price-plot', open: plot },
  { name: 'model-sheet', open: sheet },
  { name: 'model-page', whole: true, open: (page, service) => model(page, service) },
  { name: 'author', open: (page) => titled(page, '/authors/openai') },
  { name: 'author-unknown', open: (page) => titled(page, '/authors/opnai') },
  { name: 'compare', whole: true, open: comparison },
  { name: 'compare-empty', open: (page) => titled(page, '/compare') },
  { name: 'changes', history: true, open: (page) => changes(page, '') },
  { name: 'changes-prices', history: true, open: (page) => changes(page, '?kind=price_changed') },
  { name: 'subscribe', history: true, open: subscription },
  { name: 'cost-empty', open: (page) => titled(page, '/cost') },
  { name: 'cost', history: true, whole: true, open: cost },
  { name: 'status', whole: true, open: (page) => titled(page, '/status') },
  { name: 'palette', open: palette },
  { name: 'help', open: help },
  { name: 'no-results', open: (page) => titled(page, '/?q=claude&free=true&context=200000') },
  { name: 'stale', stale: true, open: (page) => list(page, '') },
]

const [outDir, ...wanted] = process.argv.slice(2)
if (outDir === undefined) throw new Error('usage: npm run screenshots -- OUT_DIR')
await takeAll(
  outDir,
  shots.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))),
)

async function takeAll(folder: string, chosen: readonly Shot[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const browser = await chromium.launch(await findBrowser())
  try {
    const kinds = ['plain', 'history', 'stale'] as const
    for (const kind of kinds) {
      const those = chosen.filter((shot) => kindOf(shot) === kind)
      if (those.length > 0) await withService(kind, (service) => take(browser, service, folder, those))
    }
  } finally {
    await browser.close()
  }
}

type ServiceKind = 'plain' | 'history' | 'stale'

function kindOf({ stale, history }: Shot): ServiceKind {
  if (stale === true) return 'stale'
  return history === true ? 'history' : 'plain'
}

async function withService(kind: ServiceKind, use: (service: Service) => Promise<void>): Promise<void> {
  const service = await startService({
    ...(kind === 'stale' && { env: { CACHE_TTL_SECONDS: '1', SYNC_INTERVAL_SECONDS: '1' } }),
    hasHistory: kind === 'history',
  })
  try {
    if (kind === 'stale') await loseUpstream(service)
    await use(service)
  } finally {
    await service.stop()
  }
}

async function loseUpstream(service: Service): Promise<void> {
  await service.stopUpstream()
  while (Number((await fetch(`${service.url}/api/models?limit=1`)).headers.get('age')) < 2)
    await new Promise((resolve) => setTimeout(resolve, 200))
}

async function take(browser: Browser, service: Service, folder: string, chosen: readonly Shot[]): Promise<void> {
  for (const [width, viewport] of Object.entries(widths)) {
    for (const colorScheme of themes) {
      for (const { name, on, whole = false, open } of chosen) {
        if (on !== undefined && on !== width) continue
        const isPhone = width === 'phone'
        const context = await browser.newContext({
          viewport,
          colorScheme,
          baseURL: service.url,
          reducedMotion: 'reduce',
          isMobile: isPhone,
          hasTouch: isPhone,
          deviceScaleFactor: isPhone ? 2 : 1,
          locale: 'en-GB',
        })
        const page = await context.newPage()
        await open(page, service)
        await page.waitForLoadState('networkidle')
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: whole })
        await context.close()
      }
    }
  }
}

async function list(page: Page, query: string): Promise<void> {
  await page.goto(`/${query}`)
  await countOf(page).waitFor()
  await rowsOf(page).first().waitFor()
}

async function titled(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

async function plot(page: Page): Promise<void> {
  await list(page, '')
  await page.getByRole('button', { name: 'Price plot' }).click()
  await page.getByRole('application').waitFor()
}

async function drawer(page: Page): Promise<void> {
  await list(page, '?input_modalities=image&supported_parameters=tools')
  await page.getByRole('button', { name: /^Filters/ }).click()
  await page.getByRole('dialog', { name: 'Filters' }).waitFor()
}

async function selected(page: Page): Promise<void> {
  await list(page, '?sort=newest')
  for (const at of [0, 1, 2]) await rowsOf(page).nth(at).getByRole('checkbox').check()
  await rowsOf(page)
    .nth(1)
    .getByRole('button', { name: /^Favourite/ })
    .click()
}

async function sheet(page: Page): Promise<void> {
  await list(page, '?q=claude+sonnet')
  await rowsOf(page).first().getByRole('link').first().click()
  await page.getByRole('dialog').getByRole('heading', { level: 1 }).waitFor()
}

async function model(page: Page, service: Service): Promise<void> {
  const { ids } = await ask(service)
  await titled(page, `/models/${ids.includes('openai/gpt-4o') ? 'openai/gpt-4o' : ids[0]}`)
}

async function comparison(page: Page, service: Service): Promise<void> {
  const { ids } = await ask(service)
  const known = compared.filter((id) => ids.includes(id))
  await titled(page, `/compare?ids=${(known.length > 1 ? known : ids.slice(0, 4)).join(',')}`)
  await page.getByRole('columnheader').first().waitFor()
}

async function cost(page: Page): Promise<void> {
  await titled(page, '/cost')
  await page.getByRole('button', { name: 'Try an example' }).click()
  await page.getByRole('heading', { name: 'By model' }).waitFor()
}

async function changes(page: Page, query: string): Promise<void> {
  await page.goto(`/changes${query}`)
  await page.getByRole('listitem').first().waitFor()
}

async function subscription(page: Page): Promise<void> {
  await changes(page, '?kind=price_changed')
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.getByRole('dialog').waitFor()
}

async function palette(page: Page): Promise<void> {
  await list(page, '')
  await page.getByRole('button', { name: 'Go to a model, page or action' }).click()
  await optionsOf(page).first().waitFor()
}

async function help(page: Page): Promise<void> {
  await list(page, '')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
}
