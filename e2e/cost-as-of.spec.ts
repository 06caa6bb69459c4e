import { expect, test } from './helpers/fixtures.js'

const dayMs = 86_400_000
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

test('prices a workload as of an earlier day, which is part of the link', async ({ page, service }) => {
  const { id } = service.models[3]!
  const day = dayOf(service.history!.older + dayMs)
  await page.goto(`/models/${id}`)
  const calculator = page.getByRole('region', { name: 'Cost calculator' })
  await calculator.getByLabel('Calls per month').fill('1m')
  await calculator.getByLabel(/^As of/).fill(day)
  await expect(page).toHaveURL(`/models/${id}?cost_at=${day}`)
  await expect(
    calculator.getByText(/^Today: \$[\d,.]+, \$[\d,.]+ (?:less|more) per month \([+−][\d,.]+ %\)$/),
  ).toBeVisible()
  await expect(calculator.getByRole('listitem').first()).toHaveText(/^Input: \$2\.00 → \$[\d.]+ per million tokens/)
  await expect(calculator.getByText(/^Prices from .* until .* UTC\.$/)).toBeVisible()
  await page.reload()
  await expect(calculator.getByRole('heading', { name: /^As of / })).toBeVisible()
  await calculator.getByLabel(/^As of/).fill(dayOf(service.history!.older - 30 * dayMs))
  await expect(calculator.getByText(/is before the first known price of this model/)).toBeVisible()
  await calculator.getByRole('button', { name: 'Now' }).click()
  await expect(page).toHaveURL(`/models/${id}`)
})
