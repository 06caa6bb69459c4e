import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { ask, openList, optionsOf, rowsOf } from './helpers/list.js'
import { authorOf } from './helpers/models.js'
import type { Service } from './helpers/service.js'

/** CSS pixels; WCAG 2.2, success criterion 2.5.5. */
const smallest = 44

const views: { name: string; open: (page: Page, service: Service) => Promise<unknown> }[] = [
  { name: 'the list', open: (page, service) => openList(page, service) },
  {
    name: 'a filtered list',
    open: (page, service) => openList(page, service, 'input_modalities=image&max_price=5&sort=newest'),
  },
  {
    name: 'the filter drawer',
    open: async (page, service) => (
      await openList(page, service, 'free=true'),
      await page.getByRole('button', { name: /^Filters/ }).click(),
      expect(page.getByRole('dialog', { name: 'Filters' }).getByRole('checkbox').first()).toBeVisible()
    ),
  },
  {
    name: 'time travel',
    open: async (page, service) => (
      await openList(page, service),
      await page.getByRole('button', { name: 'Time travel' }).click(),
      expect(page.getByRole('dialog')).toBeVisible()
    ),
  },
  {
    name: 'the palette',
    open: async (page, service) => (
      await openList(page, service),
      await page.getByRole('button', { name: 'Go to a model, page or action' }).click(),
      expect(optionsOf(page).first()).toBeVisible()
    ),
  },
  {
    name: 'a list with models selected',
    open: async (page, service) => {
      await openList(page, service)
      for (const at of [0, 1]) await rowsOf(page).nth(at).getByRole('checkbox').check()
    },
  },
  {
    name: 'a list without results',
    open: async (page) => (
      await page.goto('/?q=qqqqqqqqzzzzzz&free=true'),
      expect(page.getByRole('heading', { name: 'No models match' })).toBeVisible()
    ),
  },
  {
    name: 'the cost of usage',
    open: async (page) => (
      await page.goto('/cost'),
      await page.getByRole('button', { name: 'Try an example' }).click(),
      await page.getByText(/^Columns: /).click(),
      expect(page.getByRole('heading', { name: 'By model' })).toBeVisible()
    ),
  },
  {
    name: 'the status',
    open: async (page) => (await page.goto('/status'), expect(page.getByRole('heading', { level: 1 })).toBeVisible()),
  },
  {
    name: 'an unknown model',
    open: async (page) => (
      await page.goto('/models/acme/none'),
      expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    ),
  },
  {
    name: 'a model',
    open: async (page, service) => (
      await page.goto(`/models/${service.models[3]?.id ?? ''}`),
      await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded(),
      expect(page.locator('canvas')).toBeVisible()
    ),
  },
  {
    name: 'an author',
    open: async (page, service) => (
      await page.goto(`/authors/${authorOf(service.models[3])}`),
      expect(page.getByRole('rowheader').first()).toBeVisible()
    ),
  },
  {
    name: 'an unknown author',
    open: async (page, service) => (
      await page.goto(`/authors/${authorOf(service.models[3])}x`),
      expect(page.getByRole('heading', { name: 'Author not found' })).toBeVisible()
    ),
  },
  {
    name: 'a comparison',
    open: async (page, service) => (
      await page.goto(`/compare?ids=${(await ask(service)).ids.slice(0, 3).join(',')}`),
      expect(page.getByRole('columnheader').first()).toBeVisible()
    ),
  },
  {
    name: 'the changes',
    open: async (page) => (await page.goto('/changes'), expect(page.getByRole('listitem').first()).toBeVisible()),
  },
]

test.use({ viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true })

for (const { name, open } of views)
  test(`every control of ${name} can be hit with a thumb`, { tag: '@wide' }, async ({ page, service }) => {
    await open(page, service)
    await expect.poll(() => page.evaluate(tooSmall, smallest), { timeout: 5_000 }).toEqual([])
  })

/** Controls smaller than `least` in either direction, with their sizes. Runs in the page. */
function tooSmall(least: number): string[] {
  const open = [...document.querySelectorAll('dialog[open]')].at(-1)
  const controls = 'a[href], button, input, select, textarea, summary, [role=option], [role=tab], [tabindex="0"]'
  const found: string[] = []
  for (const control of (open ?? document).querySelectorAll<HTMLElement>(controls)) {
    if (!control.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue
    if (control.closest('.visually-hidden, [aria-hidden=true], pre') !== null || control.tabIndex < -1) continue
    if (isInText(control)) continue
    // A label is hit like its field, and a row of the list like the link in it.
    const label = control.matches('[data-row-link]')
      ? control.closest('[data-index]')
      : control instanceof HTMLInputElement
        ? control.closest('label')
        : null
    const own = control.getBoundingClientRect()
    const box = (label ?? control).getBoundingClientRect()
    if (own.right <= 0 || own.width === 0) continue
    const [width, height] = [Math.max(own.width, box.width), Math.max(own.height, box.height)]
    if (width < least - 0.5 || height < least - 0.5) {
      const text = control.getAttribute('aria-label') ?? control.textContent.trim()
      found.push(`${control.localName} "${text.slice(0, 40)}" ${Math.round(width)} x ${Math.round(height)}`)
    }
  }
  return [...new Set(found)]

  /** A link in running text (WCAG 2.5.8 excepts it): its line has other words. */
  function isInText(control: HTMLElement): boolean {
    if (control.localName !== 'a' || getComputedStyle(control).display !== 'inline') return false
    const line = control.closest('p, li, dd, td, th, span, div')
    return line !== null && line.textContent.trim().length > control.textContent.trim().length + 2
  }
}
