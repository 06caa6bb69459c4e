import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { rowsOf, searchBox } from './helpers/list.js'
import type { Service } from './helpers/service.js'

test('says quietly how old the catalogue is and where it is from', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('contentinfo')).toContainText(/Confirmed .* loaded from OpenRouter/)
  await expect(page.getByText('OpenRouter has not answered since')).toHaveCount(0)
})

test('warns when upstream has not confirmed the catalogue for too long', async ({ page, startOwn }) => {
  const service = await startOwn({ CACHE_TTL_SECONDS: '1', SYNC_INTERVAL_SECONDS: '1' })
  await service.stopUpstream()
  await expect
    .poll(async () => Number((await fetch(`${service.url}/api/models?limit=1`)).headers.get('age')))
    .toBeGreaterThan(1)
  await page.goto(`${service.url}/`)
  await expect(
    page.getByRole('status').filter({ hasText: /^Catalogue of \d\d:\d\d; OpenRouter has not answered since\.$/ }),
  ).toBeVisible()
  await expect(rowsOf(page).first()).toBeVisible()
})

test.describe('without the server', () => {
  test.use({ allowed: [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/] })

  test('goes on with what it has, and says so', async ({ page, startOwn }) => {
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

  test('opens a model and goes to a comparison that nobody has looked at before', async ({ page, startOwn }) => {
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

  test('says so where a part of the page was never loaded', async ({ page, startOwn }) => {
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

/** What the page may need later it loads at the first sign of a person: its scripts, and what they ask for. */
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
