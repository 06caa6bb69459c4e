import { expect, test } from './helpers/fixtures.js'
import { ask, expectList } from './helpers/list.js'
import { authorOf } from './helpers/models.js'

test('leads from a model to its author, whose models can be sorted, shared and filtered', async ({ page, service }) => {
  const model = service.models[3]
  const author = authorOf(model)
  const list = await ask(service, `model_authors=${author}&sort=input-price-high-to-low`)
  await page.goto(`/models/${model?.id ?? ''}`)
  await page.getByTitle(/^All models by/).click()
  await expect(page).toHaveURL(`/authors/${author}`)
  await expect(page).toHaveTitle(/^Models by .+ · Modelkeep$/)
  await page.getByRole('button', { name: 'Input' }).click()
  await page.getByRole('button', { name: 'Input' }).click()
  await expect(page).toHaveURL(`/authors/${author}?sort=input-price-high-to-low`)
  await page.reload()
  const links = page.getByRole('rowheader').getByRole('link')
  await expect(links).toHaveCount(list.total)
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual(
    list.ids.map((id) => `/models/${id}`),
  )
  await page.getByRole('link', { name: 'Show in the list' }).click()
  await expectList(page, await ask(service, `model_authors=${author}`), { all: (await ask(service)).total })
})

test('fits the narrowest phones', { tag: '@phone' }, async ({ page, service }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  for (const path of [`/authors/${authorOf(service.models[3])}`, `/authors/${'none-'.repeat(20)}`]) {
    await page.goto(path)
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('status', { name: 'Loading the models' })).toHaveCount(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  }
})

test('responds with 404 and the page for an unknown author', { tag: '@wide' }, async ({ page }) => {
  expect((await page.goto('/authors/none-of-them'))?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'Author not found' })).toBeVisible()
})
