import type { Response } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { countOf, openList, rowsOf } from './helpers/list.js'

/** Transferred bytes. */
const maxScript = 170 * 1024

test('loads at most 170 KB of script, compressed with brotli, before the first interaction', async ({ page }) => {
  // A browser sends some of these by itself while a page loads.
  await page.addInitScript(() => {
    for (const event of ['pointerdown', 'pointermove', 'keydown', 'scroll', 'focusin'])
      window.addEventListener(event, (sent) => sent.stopImmediatePropagation(), true)
  })
  const scripts: Response[] = []
  page.on('response', (response) => response.request().resourceType() === 'script' && scripts.push(response))
  await page.goto('/')
  await expect(rowsOf(page).first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  const sizes = await Promise.all(
    scripts.map(async (script) => ({
      url: script.url(),
      encoding: await script.headerValue('content-encoding'),
      bytes: (await script.request().sizes()).responseBodySize,
    })),
  )
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.filter(({ encoding, bytes }) => encoding !== 'br' && bytes > 1_024)).toEqual([])
  expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(maxScript)
})

test('shows its frame before stylesheet and script are loaded', async ({ page }) => {
  let release = (): void => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const held: string[] = []
  await page.route(/\/assets\//, async (route) => {
    held.push(route.request().resourceType())
    await released
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length)).toBe(1)
  await expect(page.getByText('Every AI model that OpenRouter publishes')).toBeVisible()
  expect(held.toSorted()).toEqual(['script', 'stylesheet'])
  release()
  await expect(rowsOf(page).first()).toBeVisible()
})

test('does not shift its layout while loading', async ({ page }) => {
  await page.goto('/')
  await expect(rowsOf(page).first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  const shifts = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const values: number[] = []
        const observer = new PerformanceObserver((list) =>
          values.push(...list.getEntries().map((entry) => (entry as PerformanceEntry & { value: number }).value)),
        )
        observer.observe({ type: 'layout-shift', buffered: true })
        // Buffered entries arrive immediately; two frames later all have.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(values)))
      }),
  )
  expect((await shifts).reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01)
})

test('has a strict content security policy', async ({ page, request }) => {
  const policy = (await request.get('/')).headers()['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe-')
  await page.goto('/')
  await expect(countOf(page)).toBeVisible()
})

test('never scrolls sideways, down to 320 px', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.setViewportSize({ width: 320, height: 640 })
  for (const address of [
    '/',
    '/?free=true&sort=newest',
    `/models/${ids[0]}`,
    `/compare?ids=${ids.slice(0, 3).join(',')}`,
    '/changes',
    '/changes?kind=price_changed',
    '/cost',
    '/status',
  ]) {
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), address).toBeLessThanOrEqual(320)
  }
})

test('requests the catalogue once for all views', async ({ page, service }) => {
  const requests: string[] = []
  page.on('request', (request) => new URL(request.url()).pathname === '/api/models' && requests.push(request.url()))
  await openList(page, service)
  await rowsOf(page).first().getByRole('link').first().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Compare models' })).toBeVisible()
  expect(requests).toEqual([`${service.url}/api/models`])
})
