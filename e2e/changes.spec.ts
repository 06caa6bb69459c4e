import { expect, test } from './helpers/fixtures.js'
import { rowOf, rowsOf } from './helpers/list.js'
import type { Service } from './helpers/service.js'

/** The model whose input and output price changed, once ten days ago and once now. */
const moved = (service: Service) => service.models[3]!
const nameOf = (model: Record<string, unknown>) => String(model['name']).trim()

test('shows the prices of a model that changed together in one entry, and counts the day', async ({
  page,
  service,
}) => {
  await page.goto('/changes?kind=price_changed')
  const entries = page.getByRole('listitem').filter({ hasText: nameOf(moved(service)) })
  await expect(entries).toHaveCount(2)
  await expect(entries.first()).toContainText(/Input .*→.*Output .*→/)
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('1 price change')
})

test('summarises the last seven days above the changes', { tag: '@layout' }, async ({ page, service }) => {
  await page.goto('/changes')
  const week = page.getByRole('region', { name: 'This week' })
  await expect(week).toContainText(/1 price change.* in the last 7 days/)
  await expect(week.getByRole('link', { name: nameOf(moved(service)) })).toBeVisible()
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(
            list.getEntries().reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0),
          ),
        ).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))
      }),
  )
  expect(shift).toBeLessThan(0.01)
})

test('filters by a part of a name, at an address that can be shared', async ({ page, service, isPhone }) => {
  const slug = moved(service).id.split('/')[1]!
  await page.goto('/changes')
  if (isPhone) await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Model name or id').fill(slug.toUpperCase())
  await page.getByLabel('Model name or id').press('Enter')
  await expect(page).toHaveURL(`/changes?model=${slug.toUpperCase()}`)
  await expect(page.getByRole('listitem').filter({ hasText: nameOf(moved(service)) })).toHaveCount(2)
  await page.reload()
  await expect(page.getByRole('listitem').filter({ hasText: nameOf(moved(service)) })).toHaveCount(2)
})

test('gives the addresses of feeds of the filtered changes', { tag: '@layout' }, async ({ page, service, request }) => {
  await page.goto(`/changes?kind=price_changed&model=${moved(service).id.split('/')[1]}`)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  const dialog = page.getByRole('dialog', { name: /^Subscribe to/ })
  for (const [name, type] of [
    ['Atom', 'application/atom+xml'],
    ['JSON Feed', 'application/feed+json'],
  ] as const) {
    await dialog.getByRole('button', { name: `Copy the address of ${name}` }).click()
    const address = await page.evaluate(() => navigator.clipboard.readText())
    expect(address).toContain(`${service.url}/api/changes.`)
    expect(new URL(address).searchParams.get('kind')).toBe('price_changed')
    const response = await request.get(address)
    expect(response.headers()['content-type']).toContain(type)
    expect(await response.text()).toContain(nameOf(moved(service)))
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Subscribe' })).toBeFocused()
})

test('gives the addresses of feeds of a model and of the favourites', async ({ page, service }) => {
  const { id } = moved(service)
  const open = async (address: string): Promise<string> => {
    await page.goto(address)
    if (address === '/') {
      await rowsOf(page).first().hover()
      await rowOf(page, id)
        .getByRole('button', { name: /^Favourite/ })
        .click()
      await page.getByRole('button', { name: 'Favourites only' }).click()
    }
    await page.getByRole('button', { name: 'Subscribe' }).click()
    return page.getByRole('dialog').getByRole('textbox', { name: 'Atom' }).inputValue()
  }
  for (const address of [`/models/${id}`, '/'])
    expect(await open(address), address).toBe(`${service.url}/api/changes.atom?model=${id}`)
})
