import { expect, test } from './helpers/fixtures.js'
import { ask, countOf, expectList, openList, rowsOf, searchBox } from './helpers/list.js'
import { haveCapture, noCapture } from './helpers/models.js'

test('shows the whole catalogue, in upstream order', async ({ page, service }) => {
  const { total } = await openList(page, service)
  await expect(countOf(page)).toHaveText(`${total.toLocaleString('en')} models`)
  await expect(page).toHaveTitle(/Modelkeep/)
})

test('searches while typing, counts matches, and updates the URL', { tag: '@layout' }, async ({ page, service }) => {
  test.skip(!haveCapture, noCapture)
  const { total: all } = await openList(page, service)
  await searchBox(page).pressSequentially('claude sonnet')
  await expectList(page, await ask(service, 'q=claude+sonnet'), { all })
  await expect(page).toHaveURL('/?q=claude+sonnet')
})

test('tolerates typing errors as the API does', async ({ page, service }) => {
  test.skip(!haveCapture, noCapture)
  await openList(page, service)
  await searchBox(page).fill('antropic sonet')
  await expectList(page, await ask(service, 'q=antropic+sonet'))
})

test('shows everything again when the search is cleared', async ({ page, service }) => {
  const { total } = await ask(service)
  await openList(page, service, 'q=model')
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(countOf(page)).toHaveText(`${total.toLocaleString('en')} models`)
  await expect(page).toHaveURL('/')
  await expect(searchBox(page)).toBeFocused()
})

test('suggests a filter to remove when nothing is found', async ({ page, service }) => {
  test.skip(!haveCapture, noCapture)
  await openList(page, service, 'q=claude&free=true')
  await expect(page.getByRole('heading', { name: 'No models match' })).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(0)
  await page.getByRole('button', { name: /^Remove Free/ }).click()
  await expectList(page, await ask(service, 'q=claude'))
  await expect(page).toHaveURL('/?q=claude')
})

test('says that nothing is found without filters', async ({ page, service }) => {
  await openList(page, service)
  await searchBox(page).fill('qqqqqqqqzzzzzz')
  await expect(page.getByRole('heading', { name: 'No models match' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear all filters' }).click()
  await expectList(page, await ask(service))
})

test('explains what is wrong with an invalid query', async ({ page }) => {
  await page.goto('/?context=many')
  await expect(page.getByRole('alert')).toContainText('context')
  await page.getByRole('button', { name: 'Remove context' }).click()
  await expect(page).toHaveURL('/')
  await expect(countOf(page)).toBeVisible()
})
