import { expect, type Locator, type Page } from '@playwright/test'
import type { Service } from './service.js'

export interface ListResponse {
  total: number
  ids: string[]
}

/** The API's response to a query, which is the same as the page's. `query` without its question mark. */
export async function ask({ url }: Service, query = ''): Promise<ListResponse> {
  const response = await fetch(`${url}/api/models?${query}`)
  if (!response.ok) throw new Error(`the service responded with ${response.status}: ${await response.text()}`)
  const { data, total_count: total } = (await response.json()) as { data: { id: string }[]; total_count: number }
  return { total, ids: data.map(({ id }) => id) }
}

/** The rendered rows or cards. */
export function rowsOf(page: Page): Locator {
  return page.locator('#main [data-index][data-id]')
}

export function rowOf(page: Page, id: string): Locator {
  return page.locator(`#main [data-index][data-id="${id}"]`)
}

export function searchBox(page: Page): Locator {
  return page.getByRole('searchbox', { name: 'Search models' })
}

/** The number of models in the heading. */
export function countOf(page: Page): Locator {
  return page
    .locator('#main')
    .getByRole('status')
    .filter({ hasText: /models$/ })
}

/** Expects the list to show the API's response: the same number, and the same first models. */
export async function expectList(
  page: Page,
  { total, ids }: ListResponse,
  { all }: { all?: number } = {},
): Promise<void> {
  const expected =
    all === undefined || all === total
      ? new RegExp(`^${total.toLocaleString('en')} (of [\\d,]+ )?models$`)
      : `${total.toLocaleString('en')} of ${all.toLocaleString('en')} models`
  await expect(countOf(page)).toHaveText(expected)
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

/** Opens the list with a query and waits for it. */
export async function openList(page: Page, service: Service, query = ''): Promise<ListResponse> {
  const response = await ask(service, query)
  await page.goto(query === '' ? '/' : `/?${query}`)
  if (response.total > 0) await expectList(page, response)
  return response
}

/** The router percent-encodes some characters of ids. */
export async function expectModelUrl(page: Page, id: string): Promise<void> {
  await expect(page).toHaveURL(({ pathname }) => decodeURIComponent(pathname) === `/models/${id}`)
}

/** The options of the palette or another combobox. */
export function optionsOf(page: Page): Locator {
  return page.getByRole('listbox').getByRole('option')
}
