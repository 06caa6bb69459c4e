import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { rowsOf, searchBox } from './helpers/list.js'
import type { Service } from './helpers/service.js'

test('shows the age and source of the catalogue', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('contentinfo')).toContainText(/Confirmed .* loaded from OpenRouter/)
  await expect(page.getByText('OpenRouter has not responded since')).toHaveCount(0)
})

test('warns when the catalogue is stale', async ({ page, startOwn }) => {
  const service = await startOwn({ CACHE_TTL_SECONDS: '1', SYNC_INTERVAL_SECONDS: '1' })
  await service.stopUpstream()
  await expect
    .poll(async () => Number((await fetch(`${service.url}/api/models?limit=1`)).headers.get('age')))
    .toBeGreaterThan(1)
  await page.goto(`${service.url}/`)
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /^Showing the catalogue of \d\d:\d\d\. OpenRouter has not responded since\.$/ }),
  ).toBeVisible()
  await expect(rowsOf(page).first()).toBeVisible()
})

test.describe('without the server', () => {
  test.use({ allowed: [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_FAILED/] })

  test('keeps working with the loaded catalogue, and says so', async ({ page, startOwn }) => {
    const service = await startOwn()
    await page.clock.install()
    await openSettled(page, service)
    await service.kill()
    await page.clock.fastForward(61_000)
    await expect(page.getByRole('status').filter({ hasText: 'Modelkeep cannot be reached' })).toBeVisible()
    await searchBox(page).fill('model')
    await page.clock.runFor(1_000)
    await expect(page).toHaveURL(/q=model/)
    await expect(rowsOf(page).first()).toBeVisible()
  })

  test('opens a model and a comparison for the first time', async ({ page, startOwn }) => {
    const service = await startOwn()
    await page.clock.install()
    await openSettled(page, service)
    await service.kill()
    await rowsOf(page).first().getByRole('link').first().click()
    await page.clock.runFor(1_000)
    await expect(page.getByRole('dialog').getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Compare', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Compare models' })).toBeVisible()
  })

  test('shows a failed view over the list, and recovers by itself', async ({ page, service }) => {
    await page.goto(`${service.url}/`)
    await expect(rowsOf(page).first()).toBeVisible()
    const isBroken = (url: URL): boolean => /model-route|changes-page|livez/.test(url.pathname)
    await page.route(isBroken, (route) => route.abort())
    await rowsOf(page).first().getByRole('link').first().click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('heading', { name: 'This view could not be loaded' })).toBeInViewport()
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await page.getByRole('link', { name: 'Changes' }).click()
    await expect(page.getByRole('heading', { name: 'This view could not be loaded' })).toBeVisible()
    await page.unroute(isBroken)
    await expect(page.getByRole('heading', { name: 'Changes', level: 1 })).toBeVisible()
    await page.getByRole('link', { name: 'Models', exact: true }).click()
    await rowsOf(page).first().getByRole('link').first().click()
    await expect(dialog.getByRole('heading', { level: 1 })).toBeVisible()
  })

  test('says so when a part of the page cannot be loaded', async ({ page, startOwn }) => {
    const service = await startOwn()
    await page.goto(`${service.url}/`)
    await expect(rowsOf(page).first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    await service.kill()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toContainText(/Keyboard shortcuts|cannot be reached/)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(rowsOf(page).first()).toBeVisible()
  })
})

/** Waits until the page has loaded the code of other views, which it does after the first interaction. */
async function openSettled(page: Page, { url }: Service): Promise<void> {
  await page.goto(`${url}/`)
  await expect(rowsOf(page).first()).toBeVisible()
  const later = ['query-language', 'model-route', 'compare-page'].flatMap((name) =>
    name === 'query-language' ? [`${name}-[^/]*[.]js`] : [`${name}-[^/]*[.]js`, `${name}-[^/]*[.]css`],
  )
  const loaded = Promise.all(later.map(async (name) => (await page.waitForResponse(new RegExp(name))).finished()))
  await page.mouse.move(10, 10)
  await page.clock.fastForward(5_000)
  await loaded
}
