import { closeFilters, openFilters } from './helpers/filters.js'
import { expect, test } from './helpers/fixtures.js'
import { ask, countOf, expectList, openList } from './helpers/list.js'
import { haveCapture, noCapture } from './helpers/models.js'

test('toggles a preset', async ({ page, service }) => {
  const whole = await openList(page, service)
  const preset = page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: 'Free' })
  await preset.click()
  await expect(preset).toHaveAttribute('aria-pressed', 'true')
  await expect(page).toHaveURL('/?free=true')
  await expectList(page, await ask(service, 'free=true'), { all: whole.total })
  await preset.click()
  await expectList(page, whole)
})

test('filters by author, with counts', { tag: '@layout' }, async ({ page, service, isPhone }) => {
  test.skip(!haveCapture, noCapture)
  await openList(page, service)
  await openFilters(page, isPhone)
  const openai = await ask(service, 'model_authors=openai')
  const author = page.getByRole('checkbox', { name: new RegExp(`^OpenAI ?${openai.total} models$`) })
  await author.click()
  await expect(author).toBeChecked()
  await expect(page).toHaveURL('/?model_authors=openai')
  await closeFilters(page, isPhone)
  await expectList(page, openai)
})

test('filters by price, exactly', { tag: '@layout' }, async ({ page, service, isPhone }) => {
  await openList(page, service)
  await openFilters(page, isPhone)
  const field = page.getByRole('textbox', { name: /Maximum price, USD per million input tokens/ })
  await field.fill('1.25')
  await field.press('Enter')
  await expect(page).toHaveURL('/?max_price=1.25')
  await closeFilters(page, isPhone)
  await expectList(page, await ask(service, 'max_price=1.25'))
})

test('rejects an invalid price', async ({ page, service, isPhone }) => {
  await openList(page, service)
  await openFilters(page, isPhone)
  const field = page.getByRole('textbox', { name: /Maximum price, USD per million input tokens/ })
  await field.fill('cheap')
  await field.press('Enter')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(page).toHaveURL('/')
})

test('shows active filters, and removes them', async ({ page, service }) => {
  test.skip(!haveCapture, noCapture)
  await openList(page, service, 'input_modalities=image&supported_parameters=tools')
  const chips = page.getByRole('group', { name: 'Active filters' })
  await expect(chips.getByRole('button')).toHaveCount(3)
  await chips.getByRole('button', { name: /Remove filter: Tools/ }).click()
  await expect(page).toHaveURL('/?input_modalities=image')
  await expectList(page, await ask(service, 'input_modalities=image'))
  await chips.getByRole('button', { name: 'Clear all' }).click()
  await expect(page).toHaveURL('/')
  await expectList(page, await ask(service))
})

test('closes the filter drawer on Escape, and returns the focus', { tag: '@phone' }, async ({ page, service }) => {
  await openList(page, service)
  await openFilters(page, true)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeHidden()
  await expect(page.getByRole('button', { name: /^Filters/ })).toBeFocused()
})

test(
  'hides aliases as the API does, and groups them on request',
  { tag: '@layout' },
  async ({ page, service, isPhone }) => {
    const whole = await openList(page, service)
    await openFilters(page, isPhone)
    await page.getByRole('checkbox', { name: /^Hide aliases/ }).click()
    await expect(page).toHaveURL('/?exclude=alias')
    await page.getByRole('checkbox', { name: 'Group under their model' }).click()
    await expect(page).toHaveURL('/?exclude=alias&group=true')
    await closeFilters(page, isPhone)
    const { total } = await ask(service, 'exclude=alias')
    await expect(countOf(page)).toHaveText(
      `${total.toLocaleString('en')} of ${whole.total.toLocaleString('en')} models`,
    )
  },
)
