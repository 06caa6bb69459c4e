import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import type { Service } from './helpers/service.js'

/** A row per day of each of these models, and two rows that cannot be priced. */
async function usageOf(service: Service): Promise<{ ids: string[]; csv: string }> {
  const response = await fetch(`${service.url}/api/models?output_modalities=text&exclude=alias&min_price=0.01&limit=3`)
  const ids = ((await response.json()) as { data: { id: string }[] }).data.map(({ id }) => id)
  const day = (at: number) => new Date(Date.now() - (9 - at) * 86_400_000).toISOString()
  const rows = ids.flatMap((id) => [1, 2, 3].map((at) => `${id},${day(at)},${at}000,100,${at * 100}`))
  const wrong = [`nobody/none,${day(1)},1,0,1`, `${ids[0]},${day(1)},many,0,1`]
  return { ids, csv: ['model,created_at,prompt_tokens,cached_tokens,completion_tokens', ...rows, ...wrong].join('\n') }
}

const failures = (page: Page) =>
  page.getByRole('region', { name: 'Table of rows that are not priced' }).getByRole('row')
const models = (page: Page) => page.getByRole('region', { name: 'Table of models' }).getByRole('row')

test('prices pasted usage, shows what failed, and compares another model', async ({ page, service }) => {
  const { ids, csv } = await usageOf(service)
  await page.goto('/')
  await page.getByRole('link', { name: 'Cost', exact: true }).click()
  await expect(page).toHaveTitle('Cost · Modelkeep')
  await page.getByLabel('Paste usage, or drop a file here').fill(csv)
  await page.getByRole('button', { name: 'Price usage' }).click()
  await expect(page.getByText('11 rows')).toBeVisible()
  await expect(page.getByText('of 9 rows, without those not priced')).toBeVisible()
  await expect(page.getByRole('img', { name: /^Cost per day from / })).toBeVisible()
  await expect(models(page)).toHaveCount(5)
  await expect(failures(page)).toHaveText([/Line/, /^11nobody\/none/, /^12.*prompt_tokens is "many"/])
  const whatIf = page.getByRole('region', { name: 'What if' })
  await whatIf.getByRole('combobox').fill(ids[0]!)
  await whatIf.getByRole('option').first().click()
  await expect(whatIf.getByText(/^9 rows, which cost \$/)).toBeVisible()
  await expect(page).toHaveURL('/cost')
})

test('prices a dropped file, whose priced rows can be downloaded', async ({ page, service }) => {
  const { csv } = await usageOf(service)
  await page.goto('/cost')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'usage.csv', { type: 'text/csv' }))
    return transfer
  }, csv)
  await page.dispatchEvent('main', 'dragover', { dataTransfer: dropped })
  await page.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(page.getByText('usage.csv')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download rows as CSV' }).click()
  expect((await download).suggestedFilename()).toMatch(/^modelkeep-cost-\d{4}-\d\d-\d\d\.csv$/)
  await page.reload()
  await expect(page.getByLabel('Paste usage, or drop a file here')).toHaveValue('')
})

test('corrects a column by keyboard', async ({ page, service }) => {
  const { csv } = await usageOf(service)
  await page.goto('/cost')
  await page.getByLabel('Paste usage, or drop a file here').fill(csv.replace('model,', 'engine,'))
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toContainText('No column is known to hold the model')
  await page.getByLabel('Model', { exact: true }).selectOption('engine')
  await page.getByRole('button', { name: 'Price with these columns' }).press('Enter')
  await expect(page.getByText('11 rows')).toBeVisible()
})

test('is found in the palette', async ({ page }) => {
  await page.goto('/status')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('usage')
  await page.getByRole('option', { name: /Cost/ }).click()
  await expect(page).toHaveURL('/cost')
})
