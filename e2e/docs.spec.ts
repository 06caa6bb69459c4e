import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { openList } from './helpers/list.js'

async function openDocs(page: Page): Promise<void> {
  await page.goto('/docs')
  await expect(page.getByRole('heading', { name: /^Modelkeep/, level: 1 })).toBeVisible()
  await expect(page.locator('.opblock').first()).toBeVisible()
}

/** The first of its tag: the list of models. */
const open = async (page: Page): Promise<void> => {
  await page.locator('#operations-Models-listModels .opblock-summary-control').click()
  await expect(
    page.locator('#operations-Models-listModels').getByText('input_modalities', { exact: true }),
  ).toBeVisible()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, colorScheme === 'dark' ? { tag: '@slow' } : {}, () => {
    test.use({ colorScheme })
    test.slow() // thousands of elements

    test('shows every route of the contract, and is accessible', async ({ page, request }) => {
      const { paths } = (await (await request.get('/api/openapi.json')).json()) as { paths: Record<string, object> }
      await openDocs(page)
      await expect(page.locator('.opblock')).toHaveCount(Object.values(paths).flatMap(Object.keys).length)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(
        violations.map(({ id, help, nodes }) => ({
          id,
          help,
          count: nodes.length,
          nodes: nodes.slice(0, 8).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
        })),
      ).toEqual([])
    })

    test('is accessible with an operation open', async ({ page }) => {
      await openDocs(page)
      await open(page)
      const { violations } = await new AxeBuilder({ page }).include('#operations-Models-listModels').analyze()
      expect(
        violations.map(({ id, help, nodes }) => ({
          id,
          help,
          count: nodes.length,
          nodes: nodes.slice(0, 8).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
        })),
      ).toEqual([])
    })
  })
}

test('sends requests to its own service', async ({ page, service }) => {
  await openDocs(page)
  await page.locator('#operations-Operations-getLiveness .opblock-summary-control').click()
  const response = page.waitForResponse(`${service.url}/livez`)
  await page.locator('#operations-Operations-getLiveness').getByRole('button', { name: 'Execute' }).click()
  expect((await response).status()).toBe(200)
  await expect(
    page.locator('#operations-Operations-getLiveness .live-responses-table').getByText('"status"').first(),
  ).toBeVisible()
})

test('fits on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await openDocs(page)
  await open(page)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})

test('opens from the page, in its theme', { tag: '@wide' }, async ({ page, service }) => {
  await openList(page, service)
  await page.keyboard.press('t')
  await page.getByRole('contentinfo').getByRole('link', { name: 'API', exact: true }).click()
  await expect(page.locator('.opblock').first()).toBeVisible()
  await expect(page.locator('html')).toHaveClass(/dark-mode/)
})
