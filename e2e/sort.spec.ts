import { expect, test } from './helpers/fixtures.js'
import { ask, expectList, openList } from './helpers/list.js'

for (const sort of ['pricing-low-to-high', 'context-high-to-low', 'newest']) {
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
})

test('keeps the sorting when a filter changes', async ({ page, service }) => {
  await openList(page, service, 'sort=newest')
  await page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: 'Free' }).click()
  await expectList(page, await ask(service, 'free=true&sort=newest'))
})
