import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { ask, openList, rowsOf } from './helpers/list.js'
import { authorOf } from './helpers/models.js'
import type { Service } from './helpers/service.js'

/** The width of an A4 page without margins, in px; the second is landscape. */
const paper = { portrait: { width: 703, height: 1_000 }, landscape: { width: 1_047, height: 700 } }

interface Printed {
  name: string
  paper: keyof typeof paper
  open: (page: Page, service: Service) => Promise<unknown>
}

const views: Printed[] = [
  { name: 'the list', paper: 'landscape', open: (page, service) => openList(page, service, 'sort=newest') },
  {
    name: 'the cards',
    paper: 'landscape',
    open: async (page, service) => (
      await openList(page, service, 'max_price=1'),
      page.getByRole('button', { name: 'Cards' }).click()
    ),
  },
  {
    name: 'a model page',
    paper: 'portrait',
    open: async (page, service) => (
      await page.goto(`/models/${service.models[3]?.id ?? ''}`),
      await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded(),
      expect(page.locator('canvas')).toBeVisible()
    ),
  },
  {
    name: 'an author',
    paper: 'portrait',
    open: async (page, service) => (
      await page.goto(`/authors/${authorOf(service.models[3])}`),
      expect(page.getByRole('rowheader').first()).toBeVisible()
    ),
  },
  {
    name: 'a model over the list',
    paper: 'portrait',
    open: async (page, service) => (
      await openList(page, service),
      await rowsOf(page).first().getByRole('link').first().click(),
      expect(page.getByRole('dialog').getByRole('heading', { level: 1 })).toBeVisible()
    ),
  },
  {
    name: 'a comparison',
    paper: 'landscape',
    open: async (page, service) => (
      await page.goto(`/compare?ids=${(await ask(service)).ids.slice(0, 6).join(',')}`),
      expect(page.getByRole('columnheader')).toHaveCount(7)
    ),
  },
  {
    name: 'the changes',
    paper: 'portrait',
    open: async (page) => (await page.goto('/changes'), expect(page.getByRole('listitem').first()).toBeVisible()),
  },
]

test.use({ colorScheme: 'dark' })

for (const { name, paper: orientation, open } of views)
  test(`prints ${name} black on white, with nothing cut off`, { tag: '@wide' }, async ({ page, service }) => {
    await open(page, service)
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize(paper[orientation])
    const problems = (): Promise<string[]> =>
      page.evaluate(() => {
        const found: string[] = []
        const luminance = (color: string): number => {
          const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number)
          return alpha === 0 ? 255 : 0.2126 * red + 0.7152 * green + 0.0722 * blue
        }
        const root = document.querySelector('dialog[open]') ?? document.body
        for (const element of root.querySelectorAll('*')) {
          if (!element.checkVisibility() || element.closest('.visually-hidden, svg, .uplot, select') !== null) continue
          const style = getComputedStyle(element)
          const what = `${element.localName}.${element.className} "${element.textContent.trim().slice(0, 30)}"`
          const { width, height } = element.getBoundingClientRect()
          if (width <= 1 || height <= 1 || element.textContent.trim() === '') continue
          if (['sticky', 'fixed'].includes(style.position)) found.push(`${what} is ${style.position}`)
          if (luminance(style.backgroundColor) < 170) found.push(`${what} has background ${style.backgroundColor}`)
          if (luminance(style.color) > 130) found.push(`${what} has color ${style.color}`)
          if (['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX)) {
            if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
              found.push(`${what} is cut off`)
          }
        }
        if (document.documentElement.scrollWidth > window.innerWidth)
          found.push(`wider than the paper: ${document.documentElement.scrollWidth} px`)
        return found
      })
    await expect.poll(problems).toEqual([])
    await expect(page.getByRole('banner')).toBeHidden()
    await expect(page.getByRole('button', { name: /CSV|Copy|Favourite|Columns/ })).toHaveCount(0)
  })

test('prints all rows of the list, and none of its controls', { tag: '@wide' }, async ({ page, service }) => {
  const { total, ids } = await openList(page, service)
  await page.evaluate(() => scrollTo(0, 4_000))
  await page.emulateMedia({ media: 'print' })
  await expect(rowsOf(page)).toHaveCount(total)
  expect(await rowsOf(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')))).toEqual(ids)
  await expect(page.getByRole('searchbox')).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Filters' })).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  await expect.poll(() => rowsOf(page).count(), { timeout: 60_000 }).toBeLessThan(60)
})
