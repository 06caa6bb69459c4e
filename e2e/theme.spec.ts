import { expect, test } from './helpers/fixtures.js'
import { openList } from './helpers/list.js'

const html = 'html'
const scheme = 'data-theme'

test('follows the system theme, and its changes', async ({ page, service }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await openList(page, service)
  await expect(page.locator(html)).toHaveAttribute(scheme, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(page.locator(html)).toHaveAttribute(scheme, 'light')
})

test('is switched with t and its button, and remembered', async ({ page, service }) => {
  await openList(page, service)
  await page.keyboard.press('t')
  await expect(page.locator(html)).toHaveAttribute(scheme, 'dark')
  await page.reload()
  await expect(page.locator(html)).toHaveAttribute(scheme, 'dark')
  await page.getByRole('button', { name: 'Use the light theme' }).click()
  await expect(page.locator(html)).toHaveAttribute(scheme, 'light')
  await expect(page.getByRole('button', { name: 'Use the dark theme' })).toBeVisible()
})

test('never shows the wrong theme first', async ({ page, service }) => {
  await openList(page, service)
  await page.keyboard.press('t')
  await expect(page.locator(html)).toHaveAttribute(scheme, 'dark')

  // Hold back everything but the document, as on a slow connection.
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/**', async (route) => {
    await held
    await route.continue()
  })
  await page.reload({ waitUntil: 'commit' })
  await expect(page.locator(html)).toHaveAttribute(scheme, 'dark')
  await expect(page.locator(html)).toHaveCSS('background-color', 'rgb(14, 20, 19)')
  await expect(page.locator(html)).toHaveCSS('color-scheme', 'dark')
  await expect(page.locator('meta[name=theme-color]')).toHaveAttribute('content', '#0e1413')
  release()
  await expect(page.getByRole('searchbox', { name: 'Search models' })).toBeVisible()
  await expect(page.locator(html)).toHaveAttribute(scheme, 'dark')
})
