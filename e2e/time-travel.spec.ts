import { expect, test } from './helpers/fixtures.js'
import { openList, rowOf, rowsOf } from './helpers/list.js'
import { removedModel, priced } from './helpers/models.js'
import type { Service } from './helpers/service.js'

/** The model whose price changed. */
const moved = (service: Service) => service.models[3]!
/** Between the two observations. */
const between = ({ history }: Service) => new Date(history!.older + 86_400_000).toISOString().slice(0, 10)

test('shows changes, and filters them by URL', async ({ page, service }) => {
  await page.goto('/changes')
  const gone = page.getByRole('listitem').filter({ hasText: 'Acme: Gone' })
  await expect(gone.first()).toBeVisible()
  await page.goto('/changes?kind=price_changed')
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: String(moved(service)['name']).trim() })
      .first(),
  ).toBeVisible()
  await expect(gone).toHaveCount(0)
})

test('shows the price history as a chart and a table', async ({ page, service }) => {
  await page.goto(`/models/${moved(service).id}`)
  const section = page
    .getByRole('region', { name: 'Price history' })
    .or(page.locator('section', { has: page.getByRole('heading', { name: 'Price history' }) }))
    .first()
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  await section.getByText('Show as table').click()
  await expect(section.getByRole('cell', { name: '$2.00', exact: true }).first()).toBeVisible()
  await expect(section.getByRole('cell', { name: '$1.50', exact: true }).first()).toBeVisible()
  await expect(section.locator('canvas')).toBeVisible()
})

test('travels back in time and to now', async ({ page, service }) => {
  await page.goto(`/?as_of=${between(service)}&q=gone`)
  await expect(page.getByText(/Catalogue as of/)).toBeVisible()
  await expect(rowOf(page, removedModel)).toBeVisible()
  await rowOf(page, removedModel).getByRole('link').first().click()
  await expect(page.getByRole('dialog').getByText(/as of/).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: 'Back to now' })
    .or(page.getByRole('link', { name: 'Back to now' }))
    .click()
  await expect(page).not.toHaveURL(/as_of/)
  await expect(rowOf(page, removedModel)).toHaveCount(0)
})

test('finds removed models, and says when they were removed', async ({ page }) => {
  await page.goto('/?removed=true')
  await expect(
    page
      .locator('#main')
      .getByRole('status')
      .filter({ hasText: /^1 removed/ }),
  ).toBeVisible()
  await expect(rowOf(page, removedModel)).toContainText(/removed/i)
  await page.goto(`/models/${removedModel}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Gone' })).toBeVisible()
  await expect(page.getByText(/Removed on/).first()).toBeVisible()
})

test('marks recent changes', async ({ page, service }) => {
  await openList(page, service, `ids=${moved(service).id},${service.models[0]!.id}`)
  await page.mouse.move(20, 20)
  await expect(rowOf(page, service.models[0]!.id)).toContainText('new')
})

test('announces new changes without moving the list', async ({ page, startOwn }) => {
  test.setTimeout(60_000)
  const service = await startOwn({ SYNC_INTERVAL_SECONDS: '1' }, { hasHistory: true })
  const subscribed = page.waitForRequest(/changes\/stream/)
  await page.goto(`${service.url}/changes`)
  await expect(page.getByRole('listitem').first()).toBeVisible()
  const [first] = await page.getByRole('listitem').allInnerTexts()
  await subscribed
  service.setModels([priced(service.models[0]!, '0.000123'), ...service.models.slice(1)])
  const news = page.getByRole('button', { name: /\d+ new/ })
  await expect(news).toBeVisible({ timeout: 20_000 })
  expect((await page.getByRole('listitem').allInnerTexts())[0]).toBe(first)
  await news.click()
  await expect(page.getByRole('listitem').filter({ hasText: '$123' }).first()).toBeVisible()
})

test.describe('without a database', () => {
  test.use({ allowed: [/status of 503 .*as_of=/] })

  test('keeps the current list when history is unavailable', async ({ page, startOwn }) => {
    const service = await startOwn()
    await page.goto(`${service.url}/?as_of=2026-01-01`)
    await expect(page.getByText(/database/).first()).toBeVisible()
    await page.goto(`${service.url}/`)
    await expect(rowsOf(page).first()).toBeVisible()
  })
})

test(
  'fits the time travel dialog into the window once history exists',
  { tag: '@layout' },
  async ({ page, service }) => {
    await openList(page, service)
    await page.getByRole('button', { name: 'Time travel' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText(/History starts on/)).toBeVisible()
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
  },
)
