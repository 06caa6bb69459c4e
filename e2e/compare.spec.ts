import { expect, test } from './helpers/fixtures.js'
import { openList, optionsOf, rowOf } from './helpers/list.js'
import { haveCapture, noCapture } from './helpers/models.js'

test('compares the selected models', { tag: '@layout' }, async ({ page, service }) => {
  const { ids } = await openList(page, service)
  for (const id of ids.slice(0, 3)) await rowOf(page, id).getByRole('checkbox').check()
  const tray = page.getByRole('region', { name: 'Selected for comparison' })
  await expect(tray.getByRole('listitem')).toHaveCount(3)
  await tray
    .getByRole('button', { name: /from the comparison$/ })
    .first()
    .click()
  await expect(rowOf(page, ids[0] ?? '').getByRole('checkbox')).not.toBeChecked()
  await tray.getByRole('link', { name: /^Compare/ }).click()
  await expect(page).toHaveURL(`/compare?ids=${ids.slice(1, 3).join(',')}`)
  await expect(page.getByRole('columnheader')).toHaveCount(3)

  await page.goBack()
  await expect(rowOf(page, ids[1] ?? '').getByRole('checkbox')).toBeChecked()
})

test('copies a link to what is shown, whatever was typed last', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.goto(`/compare?ids=${ids.slice(0, 2).join(',')}`)
  await page.getByRole('checkbox', { name: 'Only differences' }).check()
  await page.getByLabel(/^Input tokens/).fill('')
  await page.getByLabel(/^Input tokens/).pressSequentially('77000')
  await page.getByRole('button', { name: 'Copy the link to this comparison' }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const { searchParams } = new URL(copied)
  expect([searchParams.get('in'), searchParams.get('differences')]).toEqual(['77000', 'true'])
})

test('compares at most six models', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.goto(`/compare?ids=${ids.slice(0, 6).join(',')}`)
  await expect(page.getByRole('columnheader')).toHaveCount(7)
  await expect(page.getByRole('combobox', { name: 'Add a model by name or id' })).toBeDisabled()
  await page.goto(`/compare?ids=${ids.slice(0, 7).join(',')}`)
  await expect(page.getByRole('columnheader')).toHaveCount(7)
  await expect(page.getByRole('listitem').filter({ hasText: 'Limit of 6 models' })).toContainText(ids[6] ?? '')
})

test('reports an unknown id', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.goto(`/compare?ids=${ids[0]},acme/none`)
  await expect(page.getByRole('listitem').filter({ hasText: 'acme/none is not in the catalogue' })).toBeVisible()
})

test('adds and removes models, marks differences, and computes the cost of a workload', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  await page.goto('/compare?ids=openai/gpt-4o')
  const box = page.getByRole('combobox', { name: 'Add a model by name or id' })
  await box.fill('gpt-4o-mini')
  await optionsOf(page)
    .filter({ hasText: /openai\/gpt-4o-mini$/ })
    .click()
  await expect(page).toHaveURL('/compare?ids=openai/gpt-4o,openai/gpt-4o-mini')
  await expect(page.getByRole('columnheader')).toHaveCount(3)

  const fields: [RegExp, string][] = [
    [/^Input tokens/, '1000'],
    [/cached/, '0'],
    [/^Output tokens/, '500'],
    [/^Calls/, '20000'],
  ]
  for (const [name, value] of fields)
    await page.getByRole('group', { name: 'Your workload' }).getByLabel(name).fill(value)
  // 20,000 × (1,000 × $2.50 + 500 × $10) and 20,000 × (1,000 × $0.15 + 500 × $0.60), per million tokens
  await expect(page.getByRole('row').filter({ hasText: '$150' })).toContainText('$9')
  await expect(page).toHaveURL(/calls=20000|20000/)

  const onlyDifferences = page.getByRole('checkbox', { name: 'Only differences' })
  await onlyDifferences.click()
  await expect(onlyDifferences).toBeChecked()
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: /^Input/ })
      .first(),
  ).toBeVisible()
  await page.getByRole('button', { name: /^Remove .*mini/ }).click()
  await expect(page.getByRole('columnheader')).toHaveCount(2)
})

test('shows the same comparison at the same URL', async ({ page, browser, service, watch }) => {
  const { ids } = await openList(page, service)
  const otherContext = await browser.newContext({ viewport: page.viewportSize(), baseURL: service.url })
  await watch(otherContext)
  const other = await otherContext.newPage()
  await other.goto(`/compare?ids=${ids[0]},${ids[1]}`)
  await expect(other.getByRole('columnheader')).toHaveCount(3)
  await otherContext.close()
})

test(
  'scrolls up and down with the page only, with the names in sight',
  { tag: '@layout' },
  async ({ page, service, isPhone }) => {
    const { ids } = await openList(page, service)
    // Half as wide as at first: a desktop at 200 % zoom.
    if (!isPhone) await page.setViewportSize({ width: 720, height: 450 })
    await page.goto(`/compare?ids=${ids.slice(0, 6).join(',')}`)
    const region = page.getByRole('region', { name: 'Comparison' })
    await expect(page.getByRole('columnheader')).toHaveCount(7)
    const hidden = await region.evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [
      scrollWidth - clientWidth,
      scrollHeight - clientHeight,
    ])
    expect(hidden[0]).toBeGreaterThan(100)
    expect(hidden[1]).toBe(0)
    await page.evaluate(() => window.scrollTo(0, 1400))
    const names = page.locator('[data-shown]')
    await expect(names).toBeVisible()
    await region.evaluate((element) => (element.scrollLeft = 150))
    await expect.poll(() => names.evaluate(({ scrollLeft }) => scrollLeft)).toBe(150)
    await page.evaluate(() => window.scrollTo(0, 0))
    await expect(names).toHaveCount(0)
  },
)

test('downloads the comparison as CSV', async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.goto(`/compare?ids=${ids[0]},${ids[1]}`)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download as CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^modelkeep-comparison-\d{4}-\d\d-\d\d\.csv$/)
})

test('charts the prices of all compared models', { tag: '@layout' }, async ({ page, service }) => {
  const ids = service.models
    .slice(3)
    .filter(({ pricing }) => Number((pricing as { prompt?: string }).prompt) > 0)
    .slice(0, 3)
    .map(({ id }) => id)
  await page.goto(`/compare?ids=${ids.join(',')}`)
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  const history = page.getByRole('region', { name: 'Price history' })
  await expect(history.getByRole('application', { name: 'Input prices of 3 models' })).toBeVisible()
  await history.getByRole('radio', { name: 'Output' }).check()
  await expect(page).toHaveURL(/[?&]price=output$/)
  await page.getByLabel(/^Input tokens/).fill('77000')
  await expect(page).toHaveURL(/[?&]in=77000&.*price=output/)
  await history.getByText('Show as table').click()
  await expect(history.getByRole('rowheader')).toHaveCount(3)
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await history.evaluate((section) => section.scrollWidth - section.clientWidth)).toBe(0)
})
