import { expect, type Locator, type Page } from '@playwright/test'
import type { Service } from './service.js'

export interface Answer {
  total: number
  ids: string[]
}

/** What the API says to a query: the page's URL is the same one, and shows the same. `query` without its question mark. */
export async function ask({ url }: Service, query = ''): Promise<Answer> {
  const response = await fetch(`${url}/api/models?${query}`)
  if (!response.ok) throw new Error(`the service answered ${response.status}: ${await response.text()}`)
  const { data, total_count: total } = (await response.json()) as { data: { id: string }[]; total_count: number }
  return { total, ids: data.map(({ id }) => id) }
}

/** Of table and cards alike: one for each model that is drawn. */
export function rowsOf(page: Page): Locator {
  return page.locator('#main [data-index][data-id]')
}

export function rowOf(page: Page, id: string): Locator {
  return page.locator(`#main [data-index][data-id="${id}"]`)
}

export function searchBox(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Search models' })
}

/** How many models there are, as the page says it. */
export function countOf(page: Page): Locator {
  return page
    .locator('#main')
    .getByRole('status')
    .filter({ hasText: /models$/ })
}

/** The list shows what the API answers: as many, and the same ones first. */
export async function expectList(page: Page, { total, ids }: Answer, { all }: { all?: number } = {}): Promise<void> {
  const wanted =
    all === undefined || all === total
      ? new RegExp(`^${total.toLocaleString('en')} (of [\\d,]+ )?models$`)
      : `${total.toLocaleString('en')} of ${all.toLocaleString('en')} models`
  await expect(countOf(page)).toHaveText(wanted)
  await expect
    .poll(() =>
      rowsOf(page).evaluateAll((rows) =>
        rows
          .toSorted((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
          .slice(0, 3)
          .map((row) => row.getAttribute('data-id')),
      ),
    )
    .toEqual(ids.slice(0, 3))
}

/** Opens the list at a query and waits until it is there. */
export async function openList(page: Page, service: Service, query = ''): Promise<Answer> {
  const answer = await ask(service, query)
  await page.goto(query === '' ? '/' : `/?${query}`)
  if (answer.total > 0) await expectList(page, answer)
  return answer
}

/** The address of a model; the router writes some characters of ids percent-encoded. */
export async function expectModelUrl(page: Page, id: string): Promise<void> {
  await expect(page).toHaveURL(({ pathname }) => decodeURIComponent(pathname) === `/models/${id}`)
}

/** Of the palette, or of whatever else lists what one may mean. */
export function optionsOf(page: Page): Locator {
  return page.getByRole('listbox').getByRole('option')
}
