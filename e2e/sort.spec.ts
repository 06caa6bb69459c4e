import { expect, test } from './helpers/fixtures.js'
import { ask, expectList, openList, rowsOf } from './helpers/list.js'

for (const sort of ['pricing-low-to-high', 'output-price-high-to-low', 'name-z-to-a', 'newest']) {
  test(`sorts by ${sort} as the API does`, async ({ page, service }) => {
    await openList(page, service)
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption(sort)
    await expect(page).toHaveURL(`/?sort=${sort}`)
    await expectList(page, await ask(service, `sort=${sort}`))
  })
}

test('sorts by a heading', { tag: '@wide' }, async ({ page, service }) => {
  await openList(page, service)
  const heading = page.getByRole('columnheader', { name: 'Context' })
  await expect(heading).toHaveAttribute('aria-sort', 'none')
  await heading.getByRole('button').click()
  await expect(heading).toHaveAttribute('aria-sort', 'descending')
  await expect(page).toHaveURL('/?sort=context-high-to-low')
  await expectList(page, await ask(service, 'sort=context-high-to-low'))
  await heading.getByRole('button').click()
  await expect(heading).toHaveAttribute('aria-sort', 'ascending')
  await expectList(page, await ask(service, 'sort=context-low-to-high'))
})

test('shows the mean price while sorting by it', async ({ page, service, isPhone }) => {
  await openList(page, service, 'sort=pricing-low-to-high')
  await expect(page.getByRole('combobox', { name: 'Sort by' }).locator(':checked')).toHaveText(/mean price/)
  await expect(
    isPhone
      ? rowsOf(page).first().getByText('Mean', { exact: true })
      : page.getByRole('columnheader', { name: 'Mean' }),
  ).toBeVisible()
})

test(
  'sorts by the cost of a workload that is part of the link',
  { tag: '@layout' },
  async ({ page, service, browser, watch }) => {
    await openList(page, service)
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption('cost-low-to-high')
    await expect(page).toHaveURL(/sort=cost-low-to-high&in=4000&cached=1000&out=800&calls=10000/)
    await page.getByText('My workload:').click()
    const calls = page.getByRole('textbox', { name: 'Calls per month' })
    await calls.fill('77000')
    await expect(page).toHaveURL(/calls=77000/)
    await expect(page.getByText('77,000 calls a month')).toBeVisible()
    const ids = await rowsOf(page).evaluateAll((rows) => rows.slice(0, 3).map((row) => row.getAttribute('data-id')))

    const otherContext = await browser.newContext({ viewport: page.viewportSize() })
    await watch(otherContext)
    const other = await otherContext.newPage()
    await other.goto(page.url())
    await expect(other.getByText('77,000 calls a month')).toBeVisible()
    await expect(rowsOf(other).first()).toHaveAttribute('data-id', ids[0] ?? '')
    await otherContext.close()
  },
)

test('keeps the sorting when a filter changes', async ({ page, service }) => {
  await openList(page, service, 'sort=newest')
  await page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: 'Free' }).click()
  await expectList(page, await ask(service, 'free=true&sort=newest'))
})
