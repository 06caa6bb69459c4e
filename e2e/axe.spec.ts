import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { ask, countOf, openList, optionsOf, rowOf, rowsOf } from './helpers/list.js'
import { authorOf, removedModel } from './helpers/models.js'
import type { Service } from './helpers/service.js'

interface View {
  name: string
  tag?: '@phone' | '@wide'
  open: (page: Page, service: Service) => Promise<void>
}

const heading = (page: Page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible()

const views: View[] = [
  { name: 'the list', open: async (page, service) => void (await openList(page, service)) },
  {
    name: 'a filtered list',
    open: async (page, service) =>
      void (await openList(page, service, 'input_modalities=image&max_price=5&sort=newest')),
  },
  { name: 'a list with models selected', open: openSelected },
  { name: 'a list without results', open: openEmpty },
  {
    name: 'an invalid query',
    open: async (page) => (await page.goto('/?context=many'), expect(page.getByRole('alert')).toBeVisible()),
  },
  { name: 'the filter drawer', tag: '@phone', open: openDrawer },
  { name: 'a model over the list', open: openSheet },
  {
    name: 'a model page',
    open: async (page, service) => (await page.goto(`/models/${await anId(service)}`), heading(page)),
  },
  {
    name: 'a model priced as of a day',
    open: async (page, service) => (
      await page.goto(
        `/models/${service.models[3]?.id}?cost_at=${new Date(service.history?.newer ?? 0).toISOString().slice(0, 10)}`,
      ),
      expect(page.getByText(/^Today: /)).toBeVisible()
    ),
  },
  { name: 'an unknown model', open: async (page) => (await page.goto('/models/acme/none'), heading(page)) },
  { name: 'an author', open: openAuthor },
  { name: 'an unknown author', open: async (page) => (await page.goto('/authors/none'), heading(page)) },
  {
    name: 'a comparison',
    open: async (page, service) => (
      await page.goto(`/compare?ids=${(await ask(service)).ids.slice(0, 4).join(',')}`),
      expect(page.getByRole('columnheader')).toHaveCount(5)
    ),
  },
  { name: 'an empty comparison', open: async (page) => (await page.goto('/compare'), heading(page)) },
  {
    name: 'the changes',
    open: async (page) => (await page.goto('/changes'), expect(page.getByRole('listitem').first()).toBeVisible()),
  },
  {
    name: 'the dialog of addresses to subscribe to',
    open: async (page) => (
      await page.goto('/changes?kind=price_changed'),
      await page.getByRole('button', { name: 'Subscribe' }).click(),
      expect(page.getByRole('dialog')).toBeVisible()
    ),
  },
  { name: 'the history of a model', open: openHistory },
  { name: 'a historical list', open: openHistorical },
  {
    name: 'removed models',
    open: async (page) => (await page.goto('/?removed=true'), expect(rowOf(page, removedModel)).toBeVisible()),
  },
  {
    name: 'a removed model',
    open: async (page) => (
      await page.goto(`/models/${removedModel}`),
      expect(page.getByText(/Removed on/).first()).toBeVisible()
    ),
  },
  {
    name: 'the price plot',
    open: async (page, service) => (
      await openList(page, service),
      await page.getByRole('button', { name: 'Price plot' }).click(),
      await page.getByRole('application').waitFor()
    ),
  },
  {
    name: 'price changes in the list',
    tag: '@wide',
    open: async (page, service) => (
      await page.addInitScript(() =>
        localStorage.setItem('modelkeep-columns', '{"change-30":true,"price-history":true}'),
      ),
      await openList(page, service, 'unchanged_days=5'),
      expect(page.locator('[data-column="price-history"] svg').first()).toBeAttached()
    ),
  },
  { name: 'the cost of usage, empty', open: async (page) => (await page.goto('/cost'), heading(page)) },
  { name: 'the cost of usage', open: openCost },
  { name: 'the status', open: async (page) => (await page.goto('/status'), heading(page)) },
  { name: 'the palette', open: openPalette },
  { name: 'the help', open: openHelp },
  {
    name: 'an unknown page',
    open: async (page, service) => (
      await openList(page, service),
      await page.evaluate(() => history.pushState({}, '', '/nowhere')),
      await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate'))),
      heading(page)
    ),
  },
]

// Each view once per theme: dark on a wide screen; light on a phone, among the slow tests.
for (const [colorScheme, width] of [
  ['light', '@phone'],
  ['dark', '@wide'],
] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme })
    for (const { name, tag, open } of views) {
      test(
        `${name} is accessible`,
        { tag: width === '@phone' ? ['@slow', tag ?? width] : (tag ?? width) },
        async ({ page, service }) => {
          await open(page, service)
          const { violations } = await new AxeBuilder({ page }).analyze()
          expect(
            violations.map(({ id, help, nodes }) => ({
              id,
              help,
              nodes: nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
            })),
          ).toEqual([])
        },
      )
    }
  })
}

async function openAuthor(page: Page, service: Service): Promise<void> {
  await page.goto(`/authors/${authorOf(service.models[3])}`)
  await expect(page.getByRole('rowheader').first()).toBeVisible()
}

async function anId(service: Service): Promise<string> {
  return (await ask(service)).ids[0] ?? ''
}

async function openHistory(page: Page, service: Service): Promise<void> {
  await page.goto(`/models/${service.models[3]?.id ?? ''}`)
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  await expect(page.locator('canvas')).toBeVisible()
}

async function openHistorical(page: Page, { history }: Service): Promise<void> {
  await page.goto(`/?as_of=${new Date(history?.newer ?? 0).toISOString()}`)
  await expect(page.getByText(/Catalogue as of/)).toBeVisible()
  await expect(rowsOf(page).first()).toBeVisible()
}

async function openSelected(page: Page, service: Service): Promise<void> {
  const { ids } = await openList(page, service)
  for (const id of ids.slice(0, 2)) await rowOf(page, id).getByRole('checkbox').check()
}

async function openEmpty(page: Page): Promise<void> {
  await page.goto('/?q=qqqqqqqqzzzzzz&free=true')
  await expect(page.getByRole('heading', { name: 'No models match' })).toBeVisible()
}

async function openDrawer(page: Page, service: Service): Promise<void> {
  await openList(page, service)
  await page.getByRole('button', { name: /^Filters/ }).click()
  await expect(page.getByRole('dialog', { name: 'Filters' })).toBeVisible()
}

async function openSheet(page: Page, service: Service): Promise<void> {
  await openList(page, service)
  await rowsOf(page).first().getByRole('link').first().click()
  await expect(page.getByRole('dialog').getByRole('heading', { level: 1 })).toBeVisible()
}

async function openPalette(page: Page, service: Service): Promise<void> {
  await openList(page, service)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Go to a model, page or action' }).fill('a')
  await expect(optionsOf(page).first()).toBeVisible()
}

async function openHelp(page: Page, service: Service): Promise<void> {
  await openList(page, service)
  await expect(countOf(page)).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
}

async function openCost(page: Page): Promise<void> {
  await page.goto('/cost')
  await page.getByRole('button', { name: 'Try an example' }).click()
  await expect(page.getByText('9 rows', { exact: true })).toBeVisible()
  const whatIf = page.getByRole('region', { name: 'What if' })
  await whatIf.getByRole('combobox').fill('gpt')
  await whatIf.getByRole('option').first().click()
  await expect(whatIf.getByText(/rows, which cost/)).toBeVisible()
  await page.getByText(/^Columns: /).click()
}
