import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { ask, openList, optionsOf, rowOf, rowsOf } from './helpers/list.js'
import type { Service } from './helpers/service.js'

/** Views with controls in a state, and how many such states there are at least. */
const views: { name: string; states: string[]; open: (page: Page, service: Service) => Promise<void> }[] = [
  {
    name: 'the list',
    states: ['aria-current', 'aria-pressed', 'aria-sort', 'data-selected'],
    open: async (page, service) => {
      const { ids } = await openList(page, service, 'sort=newest&free=true&context=128000')
      const row = rowOf(page, ids[0] ?? '')
      await row.getByRole('checkbox').check()
      await row.getByRole('button', { name: /favourite/i }).click()
    },
  },
  {
    name: 'the cards',
    states: ['data-selected'],
    open: async (page, service) => {
      await openList(page, service)
      await page.getByRole('button', { name: 'Cards' }).click()
      await rowsOf(page).first().getByRole('checkbox').check()
    },
  },
  {
    name: 'a model',
    states: ['aria-pressed', 'aria-selected', 'checked'],
    open: async (page, service) => {
      await page.goto(`/models/${service.models[3]?.id ?? ''}`)
      await page.getByRole('button', { name: /^Favourite/ }).click()
      await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
      await expect(page.locator('canvas')).toBeVisible()
      await expect(page.getByRole('tab').first()).toBeVisible()
    },
  },
  {
    name: 'the changes',
    states: ['aria-current', 'aria-pressed'],
    open: async (page) => (await page.goto('/changes'), expect(page.getByRole('listitem').first()).toBeVisible()),
  },
  {
    name: 'adding a model to a comparison',
    states: ['aria-selected'],
    open: async (page, service) => {
      await page.goto(`/compare?ids=${(await ask(service)).ids.slice(0, 2).join(',')}`)
      await page.getByRole('combobox').first().fill('a')
      await page.keyboard.press('ArrowDown')
      await expect(page.locator('[aria-selected=true]').first()).toBeVisible()
    },
  },
  {
    name: 'the palette',
    states: ['aria-selected'],
    open: async (page, service) => {
      await openList(page, service)
      await page.keyboard.press('Control+k')
      await expect(optionsOf(page).first()).toBeVisible()
    },
  },
]

for (const { name, states, open } of views)
  test(`high-contrast mode shows every state in ${name}`, { tag: '@wide' }, async ({ page, service }) => {
    await page.emulateMedia({ forcedColors: 'active' })
    await open(page, service)
    const found = await page.evaluate(() => {
      const off: Record<string, string | null> = {
        'aria-pressed': 'false',
        'aria-selected': 'false',
        'aria-checked': 'false',
        'aria-current': null,
        'aria-sort': 'none',
        'data-selected': null,
      }
      const properties = [
        'background-color',
        'color',
        'outline-style',
        'outline-width',
        'border-top-color',
        'border-bottom-width',
      ]
      const look = (element: Element): string =>
        [element, ...element.querySelectorAll('*')]
          .map((one) => getComputedStyle(one))
          .map((style) => properties.map((property) => style.getPropertyValue(property)).join())
          .join('\n')
      const results: { state: string; element: string; isShown: boolean }[] = []
      const inState =
        '[aria-pressed=true], [aria-selected=true], [aria-checked=true], nav [aria-current=page], [data-selected]'
      for (const element of document.querySelectorAll(`${inState}, th[aria-sort]:not([aria-sort=none])`)) {
        const state = Object.keys(off).find(
          (key) => element.matches(`[${key}]`) && element.getAttribute(key) !== off[key],
        )
        if (state === undefined || !element.checkVisibility()) continue
        const on = look(element)
        const value = off[state] ?? null
        if (value === null) element.removeAttribute(state)
        else element.setAttribute(state, value)
        results.push({ state, element: element.outerHTML.slice(0, 120), isShown: look(element) !== on })
      }
      for (const radio of document.querySelectorAll<HTMLInputElement>('[type=radio]:checked')) {
        const label = radio.closest('label') ?? radio
        const on = look(label)
        radio.checked = false
        results.push({ state: 'checked', element: label.outerHTML.slice(0, 120), isShown: look(label) !== on })
      }
      return results
    })
    expect([...new Set(found.map(({ state }) => state))]).toEqual(expect.arrayContaining(states))
    expect(found.filter(({ isShown }) => !isShown)).toEqual([])
  })
