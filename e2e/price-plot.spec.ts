import { expect, test } from './helpers/fixtures.js'
import { openList, rowsOf } from './helpers/list.js'

test('plots the listed models, and opens one by keyboard', { tag: '@layout' }, async ({ page, service }) => {
  await openList(page, service)
  await page.getByRole('button', { name: 'Price plot' }).click()
  const plot = page.getByRole('application', { name: /^Input price and intelligence of \d+ models/ })
  const all = await plot.locator('circle').count()
  await page.getByLabel('Against').selectOption('Context')
  await expect(page.getByRole('table', { name: 'Best context for the price' }).getByRole('row').nth(1)).toBeVisible()
  const withContext = page.getByRole('application')
  expect(await withContext.locator('circle').count()).toBeGreaterThanOrEqual(all)
  await withContext.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Cards' }).click()
  await expect(rowsOf(page).first()).toBeVisible()
})
