import { expect, test } from './helpers/fixtures.js'
import { countOf, expectList, openList, rowOf, rowsOf } from './helpers/list.js'

test('keeps favourites across reloads, and filters by them', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  const [first = '', , third = ''] = ids
  for (const id of [first, third])
    await rowOf(page, id)
      .getByRole('button', { name: /^Favourite/ })
      .click()
  await page.reload()
  for (const id of [first, third])
    await expect(rowOf(page, id).getByRole('button', { name: /^Favourite/ })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Favourites only' }).click()
  await expect(rowsOf(page)).toHaveCount(2)
  await expect(countOf(page)).toHaveText(new RegExp(`^2 of `))
  await expect(page).toHaveURL('/?favourites=true')
  await page.reload()
  await expect(rowsOf(page)).toHaveCount(2)
  await rowOf(page, first)
    .getByRole('button', { name: /^Favourite/ })
    .click()
  await expect(rowsOf(page)).toHaveCount(1)
})

test('shows a favourite that was added on the model page in the list', async ({ page, service }) => {
  const list = await openList(page, service)
  const id = list.ids[0] ?? ''
  await page.goto(`/models/${id}`)
  await page.getByRole('button', { name: 'Favourite' }).click()
  await expect(page.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('link', { name: 'All models', exact: true }).click()
  await expectList(page, list)
  await expect(rowOf(page, id).getByRole('button', { name: /^Favourite/ })).toHaveAttribute('aria-pressed', 'true')
})
