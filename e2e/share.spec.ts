import { expect, test } from './helpers/fixtures.js'
import { ask, expectList, openList, searchBox } from './helpers/list.js'
import { haveCapture, noCapture } from './helpers/models.js'

test('shows the same list at the same URL', async ({ page, service, browser, watch }) => {
  test.skip(!haveCapture, noCapture)
  await openList(page, service)
  await searchBox(page).fill('gpt')
  await page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: 'Vision' }).click()
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('pricing-low-to-high')
  await expect(page).toHaveURL(/q=gpt.*sort=pricing-low-to-high/)
  const query = new URL(page.url()).search.slice(1)

  const otherContext = await browser.newContext({ viewport: page.viewportSize() })
  await watch(otherContext)
  const other = await otherContext.newPage()
  await other.goto(page.url())
  await expectList(other, await ask(service, query))
  await expect(searchBox(other)).toHaveValue('gpt')
  await expect(other.getByRole('button', { name: 'Vision', pressed: true })).toBeVisible()
  await otherContext.close()
})

test(
  'copies the list as a link, as a request and as a command, and saves it',
  { tag: '@layout' },
  async ({ page, service, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await openList(page, service, 'sort=newest')
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption('name-a-to-z')
    await page.getByRole('button', { name: 'Share and save' }).click()
    const copied = async (name: string): Promise<string> => {
      const button = page.getByRole('button', { name })
      await button.click()
      await expect(button).toHaveText('Copied')
      return page.evaluate(() => navigator.clipboard.readText())
    }
    expect(await copied('Copy link to this list')).toBe(`${service.url}/?sort=name-a-to-z`)
    const url = await copied('Copy API URL of this list')
    expect(url).toBe(`${service.url}/api/models?sort=name-a-to-z`)
    expect(await copied('Copy curl command of this list')).toBe(`curl '${url}'`)

    await page.getByRole('textbox', { name: 'Name of this search' }).fill('By name')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.goto('/')
    await page.getByRole('button', { name: 'Share and save' }).click()
    await page.getByRole('link', { name: 'By name' }).click()
    await expect(page).toHaveURL('/?sort=name-a-to-z')
    await expectList(page, await ask(service, 'sort=name-a-to-z'))
  },
)

test('goes back and forward through queries', async ({ page, service }) => {
  const whole = await openList(page, service)
  await page.getByRole('group', { name: 'Presets' }).getByRole('button', { name: 'Free' }).click()
  await expect(page).toHaveURL('/?free=true')
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('newest')
  await expect(page).toHaveURL('/?free=true&sort=newest')

  await page.goBack()
  await expect(page).toHaveURL('/?free=true')
  await expectList(page, await ask(service, 'free=true'))
  await page.goBack()
  await expect(page).toHaveURL('/')
  await expectList(page, whole)
  await page.goForward()
  await expectList(page, await ask(service, 'free=true'))
})

test('adds one history entry for a search', async ({ page, service }) => {
  const whole = await openList(page, service)
  await page.getByRole('link', { name: 'Status' }).click()
  await page.getByRole('link', { name: 'Models', exact: true }).click()
  await searchBox(page).pressSequentially('model')
  await expect(page).toHaveURL('/?q=model')
  await page.goBack()
  await expect(page).toHaveURL('/status')
  await page.goBack()
  await expectList(page, whole)
})
