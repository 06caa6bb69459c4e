import { expect, test } from './helpers/fixtures.js'
import { ask, expectModelUrl, openList, optionsOf, rowOf, rowsOf, searchBox } from './helpers/list.js'
import { haveCapture, noCapture } from './helpers/models.js'

test('focuses the search with "/", from any view', async ({ page, service }) => {
  await openList(page, service)
  await page.keyboard.press('/')
  await expect(searchBox(page)).toBeFocused()
  await expect(searchBox(page)).toHaveValue('')
  await page.goto('/status')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page).toHaveURL('/')
  await expect(searchBox(page)).toBeFocused()
})

test('focuses the search with "/" from a model over the list, and keeps its filters', async ({ page, service }) => {
  const { ids } = await openList(page, service, 'free=true')
  await rowOf(page, ids[0] ?? '')
    .getByRole('link')
    .first()
    .click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page).toHaveURL('/?free=true')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(searchBox(page)).toBeFocused()
})

test('moves through the list with arrow keys, and opens a model with Enter', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.keyboard.press('ArrowDown')
  await expect(
    rowOf(page, ids[0] ?? '')
      .getByRole('link')
      .first(),
  ).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(
    rowOf(page, ids[2] ?? '')
      .getByRole('link')
      .first(),
  ).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expectModelUrl(page, ids[1] ?? '')
})

test('selects with x, favourites with f, and compares with c', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await page.keyboard.press('f')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('x')
  await expect(rowOf(page, ids[0] ?? '').getByRole('checkbox')).toBeChecked()
  await expect(rowOf(page, ids[1] ?? '').getByRole('checkbox')).toBeChecked()
  await expect(rowOf(page, ids[0] ?? '').getByRole('button', { name: /favourite/i })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await page.keyboard.press('c')
  await expect(page).toHaveURL(`/compare?ids=${ids.slice(0, 2).join(',')}`)
  await expect(page.getByRole('columnheader')).toHaveCount(3)
})

test('navigates with the palette', async ({ page, service }) => {
  test.skip(!haveCapture, noCapture)
  await openList(page, service)
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Go to a model, page or action' })
  await expect(field).toBeFocused()
  await field.fill('gpt-4o mini')
  const { ids } = await ask(service, 'q=gpt-4o+mini')
  const first = optionsOf(page).first()
  await expect(first).toContainText(ids[0] ?? '')
  await expect(first).toHaveAttribute('aria-selected', 'true')
  await expect(field).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id')) ?? '')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('listbox').getByRole('option', { selected: true })).toContainText(ids[1] ?? '')
  await page.keyboard.press('Enter')
  await expectModelUrl(page, ids[1] ?? '')
  await expect(field).toBeHidden()

  await page.keyboard.press('Control+k')
  await field.fill('status')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/status')
  await expect(field).toBeHidden()

  await page.keyboard.press('Meta+k')
  await expect(page.getByRole('group', { name: 'Recent models' }).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
})

test('runs actions from the palette', async ({ page, service }) => {
  await openList(page, service, 'free=true')
  const open = page.getByRole('button', { name: 'Go to a model, page or action' })
  const field = page.getByRole('combobox', { name: 'Go to a model, page or action' })
  await open.click()
  await page.getByRole('option', { name: 'Copy link to this view' }).click()
  await expect(page.getByText('Link copied').first()).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${service.url}/?free=true`)
  await expect(field).toBeHidden()
  await expect(open).toBeFocused()
  await open.click()
  await page.getByRole('option', { name: 'Clear search, filters and sorting' }).click()
  await expect(page).toHaveURL('/')
  await open.click()
  await field.fill('dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('closes only the palette with Escape when it is open over a model', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await rowOf(page, ids[0] ?? '')
    .getByRole('link')
    .first()
    .click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await expectModelUrl(page, ids[0] ?? '')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL('/')
})

test('shows shortcuts with "?", and switches single keys off', async ({ page, service }) => {
  await openList(page, service)
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(help).toBeVisible()
  await help.getByRole('checkbox').uncheck()
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await page.keyboard.press('/')
  await expect(searchBox(page)).not.toBeFocused()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Go to a model, page or action' })).toBeFocused()
})

test('leaves letters to the focused field', async ({ page, service }) => {
  await openList(page, service)
  const theme = await page.locator('html').getAttribute('data-theme')
  await searchBox(page).focus()
  await page.keyboard.type('t/?cxf')
  await expect(searchBox(page)).toHaveValue('t/?cxf')
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme ?? '')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(searchBox(page)).toHaveValue('')
  await expect(rowsOf(page).first()).toBeVisible()
})

test('overrides no browser shortcut', async ({ page, service }) => {
  await openList(page, service)
  const overridden = await page.evaluate(() => {
    const found: string[] = []
    for (const key of [
      'a',
      'c',
      'd',
      'f',
      'h',
      'j',
      'l',
      'n',
      'o',
      'p',
      'r',
      's',
      't',
      'u',
      'v',
      'w',
      'x',
      '/',
      '?',
      'ArrowDown',
      'ArrowUp',
      'Enter',
      '1',
      '0',
      '+',
    ]) {
      for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const) {
        const press = new KeyboardEvent('keydown', { key, [held]: true, bubbles: true, cancelable: true })
        if (!document.body.dispatchEvent(press)) found.push(`${held} ${key}`)
      }
    }
    return found
  })
  expect(overridden).toEqual([])
})

for (const shown of ['table', 'cards', 'plot'])
  test(`offers to skip to the results first, shown as ${shown}`, async ({ page }) => {
    await page.addInitScript((view) => localStorage.setItem('modelkeep-view', JSON.stringify(view)), shown)
    await page.goto('/')
    await page.locator('#results :is([data-id], svg)').first().waitFor()
    await page.keyboard.press('Tab')
    const link = page.getByRole('link', { name: 'Skip to results' })
    await expect(link).toBeFocused()
    await expect(link).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('Enter')
    await expect(page.locator('#results')).toBeFocused()
    await expect(page).toHaveURL('/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('#results') !== null)).toBe(true)
  })

test('moves to the first row with an arrow key after skipping to the results', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  const first = rowOf(page, ids[0] ?? '')
  await expect(first.getByRole('link').first()).toBeFocused()
})

for (const path of ['/', '/changes', '/compare', '/cost', '/status', '/models/acme/none'])
  test(`offers to skip to the content of ${path}`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('Tab')
    if (path === '/') await page.keyboard.press('Tab')
    const link = page.getByRole('link', { name: 'Skip to content' })
    await expect(link).toBeFocused()
    await expect(link).toBeInViewport({ ratio: 1 })
    await page.keyboard.press('Enter')
    await expect(page.locator('#main')).toBeFocused()
    await expect(page).toHaveURL(path)
  })
