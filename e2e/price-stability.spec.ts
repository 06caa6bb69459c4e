import { closeFilters, openFilters } from './helpers/filters.js'
import { expect, test } from './helpers/fixtures.js'
import { ask, expectList, openList, rowOf } from './helpers/list.js'

test('filters by how long prices have been unchanged, as the API does', async ({ page, service, isPhone }) => {
  const whole = await openList(page, service)
  const month = await ask(service, 'unchanged_days=30')
  expect(month.total).toBeLessThan(whole.total)
  expect(month.total).toBeGreaterThan(0)
  await openFilters(page, isPhone)
  await page
    .getByRole('group', { name: 'Price unchanged for' })
    .getByRole('button', { name: /^30 days/ })
    .click()
  await expect(page).toHaveURL('/?unchanged_days=30')
  await closeFilters(page, isPhone)
  await expectList(page, month, { all: whole.total })
  await openList(page, service, 'unchanged_days=5&sort=newest')
})

test('shows price changes and a sparkline in chosen columns', async ({ page, service }) => {
  const moved = service.models[3]!
  await page.setViewportSize({ width: 1900, height: 900 })
  await page.goto(`/?ids=${moved.id}`)
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: '30-day change of input and output price' }).check()
  await page.getByRole('checkbox', { name: 'Price history in 12 months (output dashed)' }).check()
  const row = rowOf(page, moved.id)
  await expect(row.getByText(/^In 30 days: input [+−]/)).toBeAttached()
  await expect(row.getByRole('img', { name: /^Input changed 2 times in 12 months, between/ })).toBeVisible()
  expect(requests.filter((path) => path === '/api/price-stability')).toHaveLength(1)
})

test('says on the page of a model how stable its price is', async ({ page, service }) => {
  await page.goto(`/models/${service.models[3]!.id}`)
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  await expect(page.getByText(/^2 price changes since tracking began on .*, last on .*, input from \$/)).toBeVisible()
  await page.goto(`/models/${service.models[4]!.id}`)
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  await expect(page.getByText(/^No price change since tracking began on /)).toBeVisible()
})

test('says that prices cannot be filtered without a database', async ({ page, startOwn }) => {
  const { url } = await startOwn()
  await page.goto(`${url}/?unchanged_days=30`)
  await expect(page.getByRole('alert')).toContainText('this Modelkeep runs without a database')
  await page.getByRole('button', { name: 'Remove this filter' }).click()
  await expect(page).toHaveURL(`${url}/`)
})
