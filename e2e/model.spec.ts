import { expect, test } from './helpers/fixtures.js'
import { expectList, expectModelUrl, openList, rowOf, rowsOf } from './helpers/list.js'
import { haveCapture, noCapture } from './helpers/models.js'

test(
  'opens a model over the list, and returns to the list as it was',
  { tag: '@layout' },
  async ({ page, service }) => {
    const list = await openList(page, service, 'free=true')
    const id = list.ids[1] ?? ''
    await rowOf(page, id).getByRole('link').first().click()
    await expectModelUrl(page, id)
    const sheet = page.getByRole('dialog')
    await expect(sheet).toContainText(id)
    await expect(rowsOf(page).first()).toBeAttached()

    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await expect(page).toHaveURL('/?free=true')
    await expectList(page, list)
    await expect(rowOf(page, id).getByRole('link').first()).toBeFocused()
  },
)

test('closes the sheet with its button and the back button', { tag: '@layout' }, async ({ page, service }) => {
  const { ids } = await openList(page, service)
  const sheet = page.getByRole('dialog')
  for (const close of [() => sheet.getByRole('button', { name: 'Close', exact: true }).click(), () => page.goBack()]) {
    await rowOf(page, ids[0] ?? '')
      .getByRole('link')
      .first()
      .click()
    await expect(sheet).toBeVisible()
    await close()
    await expect(sheet).toBeHidden()
    await expect(page).toHaveURL('/')
  }
})

test('shows a model as a page when opened by URL', async ({ page, service }) => {
  const { ids } = await openList(page, service, 'q=model')
  const id = ids[0] ?? ''
  await page.goto(`/models/${id}`)
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).toContainText(id)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('accepts raw and encoded ids', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  for (const address of ['/models/~anthropic/claude-sonnet-latest', '/models/%7Eanthropic%2Fclaude-sonnet-latest']) {
    await page.goto(address)
    await expect(page.getByRole('main')).toContainText('~anthropic/claude-sonnet-latest')
    await expect(page.getByRole('heading', { level: 1, name: 'Model not found' })).toHaveCount(0)
  }
})

test('shows a model with example code and JSON', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  await page.goto('/models/openai/gpt-4o')
  for (const title of ['Prices', 'Limits', 'Cost calculator', 'Example code', 'Raw JSON'])
    await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Input/ }).first()).toContainText('$2.50')
  await page.getByRole('tab', { name: 'Python' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('openai/gpt-4o')
  await page.getByText('Show JSON').click()
  await expect(page.getByText('"id": "openai/gpt-4o"')).toBeVisible()
})

test('suggests similar models for an unknown id', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  await page.goto('/models/openai/gpt-4oo')
  await expect(page.getByRole('heading', { level: 1, name: 'Model not found' })).toBeVisible()
  await page
    .getByRole('link', { name: /openai\/gpt-4o$/ })
    .first()
    .click()
  await expect(page).toHaveURL('/models/openai/gpt-4o')
})

test('computes the exact cost of a workload', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  await page.goto('/models/openai/gpt-4o')
  const calculator = page.getByRole('region', { name: 'Cost calculator' })
  const fields: [string, string][] = [
    ['Input tokens per call', '1000'],
    ['Of which cached', '400'],
    ['Output tokens per call', '500'],
    ['Calls per month', '20000'],
  ]
  for (const [name, value] of fields) await calculator.getByLabel(name).fill(value)
  // 600 × $2.50 + 400 × $1.25 + 500 × $10, each per million tokens
  await expect(calculator.getByRole('status')).toContainText('$0.007')
  await expect(calculator.getByRole('status')).toContainText('$140')
  await calculator.getByLabel('Calls per month').fill('many')
  await expect(calculator.getByLabel('Calls per month')).toHaveAttribute('aria-invalid', 'true')
})

test('says why a cost is unknown', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  await page.goto('/models/openrouter/auto')
  await expect(page.getByRole('region', { name: 'Cost calculator' }).getByRole('status')).toContainText(
    'The cost is unknown',
  )
})

test('opens the list for an address without a model', async ({ page, service }) => {
  const author = service.models[3]!.id.split('/')[0]!.replace('~', '')
  await page.goto('/models')
  await expect(page).toHaveURL('/')
  await page.goto(`/models/${author}`)
  await expect(page).toHaveURL(`/?model_authors=${author}`)
  await expect(rowsOf(page).first()).toBeVisible()
})

test('shows a model in a browser whose language is not a valid locale', async ({ page, service }) => {
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'language', { get: () => 'en-US@posix', configurable: true }),
  )
  await page.goto(`/models/${service.models[3]!.id}`)
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  await expect(page.locator('canvas')).toBeVisible()
})

test('lists the providers of a model on demand, cheapest first', { tag: '@layout' }, async ({ page, service }) => {
  const { id } = service.models[3]!
  const requests: string[] = []
  page.on('request', (request) => request.url().endsWith('/endpoints') && requests.push(request.url()))
  await page.setViewportSize({ width: page.viewportSize()!.width, height: 300 })
  await page.goto(`/models/${id}`)
  await expect(page.getByRole('heading', { name: 'Prices', exact: true })).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(requests).toEqual([])
  await page.getByRole('heading', { name: 'Providers' }).scrollIntoViewIfNeeded()
  const providers = page.getByRole('region', { name: 'Providers' })
  await expect(providers.getByRole('rowheader')).toHaveText([/^First Provider/, /^Second Provider/])
  await expect(providers.getByRole('row').nth(1)).toContainText('99.9 %')
  await expect(providers).toContainText(/Confirmed (just now|\d+ minutes? ago)/)
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})

test('suggests what covers the capabilities of a model: replacements and cheaper alternatives', async ({ page }) => {
  test.skip(!haveCapture, noCapture)
  await page.goto('/models/z-ai/glm-4.5')
  await expect(page.getByRole('list', { name: 'Closest replacements' }).getByRole('link').first()).toBeVisible()
  await page.goto('/models/google/gemini-2.5-pro')
  const cheaper = page.getByRole('region', { name: 'Cheaper alternatives' })
  await expect(cheaper.getByRole('listitem').first()).toContainText(/\d+ % cheaper/)
  await cheaper.getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Gemini 2.5 Pro')
})

test('has touch targets of at least 44 px', { tag: '@layout' }, async ({ page, service, isPhone }) => {
  test.skip(!isPhone, 'only phones need large targets')
  await page.goto(`/models/${service.models[3]!.id}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  for (const name of ['Providers', 'Price history', 'Change log', 'Raw JSON']) {
    await page.getByRole('heading', { name, exact: true }).scrollIntoViewIfNeeded()
    await page.waitForLoadState('networkidle')
  }
  await expect(page.locator('canvas')).toBeVisible()
  const small = await page.getByRole('main').evaluate((main) =>
    [...main.querySelectorAll('a, button, input, summary')].flatMap((element) => {
      // A link in a sentence is as high as its line.
      if (element.matches('p a, dd a')) return []
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
      const isLarge = height >= 44 && (width >= 44 || element.matches('a, summary'))
      return isLarge || width === 0 ? [] : [`${element.outerHTML.slice(0, 120)}: ${width} × ${height}`]
    }),
  )
  expect(small).toEqual([])
})

test('keeps the period of the price history in the URL', async ({ page, service }) => {
  const { id } = service.models[3]!
  await page.goto(`/models/${id}?range=30d`)
  await page.getByRole('heading', { name: 'Price history' }).scrollIntoViewIfNeeded()
  const history = page.getByRole('region', { name: 'Price history' })
  await expect(history.getByRole('radio', { name: '30 days' })).toBeChecked()
  await history.getByRole('application').focus()
  await page.keyboard.press('End')
  await expect(history.getByText(/^From .* until now: Input .*\(−\d+(\.\d+)? %\)/)).toBeAttached()
  await history.getByRole('radio', { name: 'All' }).check()
  await expect(page).toHaveURL(`/models/${id}`)
})

test('does not shift its layout while loading', { tag: '@layout' }, async ({ page, service }) => {
  const { id } = haveCapture ? { id: 'openai/gpt-4o' } : service.models[3]!
  await page.goto(`/models/${id}`)
  await expect(page.getByRole('heading', { level: 1, name: /GPT-4o|Model/ })).toBeVisible()
  await page.waitForLoadState('networkidle')
  const shifts = await page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const values: number[] = []
        new PerformanceObserver((list) =>
          values.push(...list.getEntries().map((entry) => (entry as PerformanceEntry & { value: number }).value)),
        ).observe({ type: 'layout-shift', buffered: true })
        // Buffered entries arrive immediately; two frames later all have.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(values)))
      }),
  )
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.001)
})
