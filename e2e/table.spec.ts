import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { openList, rowsOf } from './helpers/list.js'

const region = (page: Page) => page.getByRole('region', { name: 'Table of models' })

/** Distance between the last rendered row and the bottom of the window in px; not positive when the rows fill it. */
const blankBelowRows = (page: Page): Promise<number> =>
  rowsOf(page).evaluateAll((rows) => innerHeight - Math.max(...rows.map((row) => row.getBoundingClientRect().bottom)))

test('fills the window with rows when their height changes', { tag: '@wide' }, async ({ page, service }) => {
  const { total } = await openList(page, service)
  test.skip(total < 60, 'too few models')
  await page.getByRole('button', { name: 'Use compact rows' }).click()
  await expect.poll(() => blankBelowRows(page)).toBeLessThanOrEqual(0)
})

test(
  'scrolls sideways when columns do not fit, with names and headings in place',
  { tag: '@layout' },
  async ({ page, service, isPhone }) => {
    await openList(page, service)
    if (isPhone) await page.getByRole('button', { name: 'Table', exact: true }).click()
    else {
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('button', { name: 'Show all', exact: true }).click()
      await page.keyboard.press('Escape')
    }
    const name = page.getByRole('columnheader', { name: 'Model', exact: true })
    await expect(page.getByRole('columnheader', { name: 'Input' })).toBeInViewport({ ratio: 1 })
    await page.evaluate(() => scrollTo(0, 600))
    await region(page).evaluate((element) => (element.scrollLeft = element.scrollWidth))
    await expect(page.getByRole('columnheader', { name: isPhone ? 'Added' : 'Expires' })).toBeInViewport({ ratio: 1 })
    await expect(name).toBeInViewport({ ratio: 1 })
    const edges = await Promise.all([name.boundingBox(), region(page).boundingBox()])
    expect(edges[0]?.x).toBeCloseTo(edges[1]?.x ?? -1, 0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  },
)
