import type { Page } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { openList, rowsOf } from './helpers/list.js'
import type { Service } from './helpers/service.js'

const scrollTop = (page: Page): Promise<number> => page.evaluate(() => Math.round(window.scrollY))

async function scrollTo(page: Page, top: number): Promise<void> {
  await page.evaluate((y) => window.scrollTo(0, y), top)
  await expect.poll(() => scrollTop(page)).toBe(top)
}

async function expectTop(page: Page, top: number): Promise<void> {
  await expect.poll(async () => Math.abs((await scrollTop(page)) - top)).toBeLessThan(4)
}

/** Clicks the first link to a model that is inside the window, so that nothing scrolls before. */
async function openVisibleModel(page: Page): Promise<void> {
  await expect(async () => {
    const isClicked = await page.locator('#main a[href^="/models/"]').evaluateAll((links) => {
      const isVisible = (link: Element): boolean => {
        const { top } = link.getBoundingClientRect()
        return top > 150 && top < window.innerHeight - 150
      }
      const link = links.find(isVisible) as HTMLElement | undefined
      link?.click()
      return link !== undefined
    })
    expect(isClicked).toBe(true)
  }).toPass()
  await expectModel(page)
}

async function expectModel(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/models\//)
  await expect(page.getByRole('button', { name: /^Copy the id/ })).toBeVisible()
}

/** More changes than fit into the window: every one adds a model. */
async function listManyChanges(page: Page, { models }: Service): Promise<void> {
  const data = Array.from({ length: 90 }, (_, nr) => ({
    seq: 1_000 - nr,
    observed_at: new Date(Date.now() - nr * 3_600_000).toISOString(),
    model_id: models[nr % models.length]!.id,
    name: `Acme: Model ${nr}`,
    author: 'acme',
    kind: 'model_added',
    field: null,
    before: null,
    after: { name: `Acme: Model ${nr}` },
    percent: null,
    scheduled: false,
    flapping: null,
    removed_at: null,
    removed_seq: null,
  }))
  await page.route(/\/api\/changes\?/, (route) => route.fulfill({ json: { data, links: { next: null } } }))
}

test('returns to where Changes was left', { tag: '@layout' }, async ({ page, service }) => {
  await listManyChanges(page, service)
  await page.goto('/changes')
  await expect(page.getByRole('listitem').filter({ hasText: 'Acme: Model 89' })).toBeAttached()
  await scrollTo(page, 1200)
  await openVisibleModel(page)
  await expectTop(page, 0)
  await page.goBack()
  await expect(page).toHaveURL('/changes')
  await expectTop(page, 1200)
  // Nothing is cached after a reload, so the view gets its height late.
  await openVisibleModel(page)
  await page.reload()
  await expectModel(page)
  await page.goBack()
  await expect(page).toHaveURL('/changes')
  await expectTop(page, 1200)
  await page.goForward()
  await expect(page).toHaveURL(/\/models\//)
  await expectTop(page, 0)
})

test('returns to where Compare was left', { tag: '@layout' }, async ({ page, service }) => {
  const { ids } = await openList(page, service)
  await page.goto(`/compare?ids=${ids.slice(0, 3).join(',')}`)
  await expect(page.getByRole('columnheader')).toHaveCount(4)
  await scrollTo(page, 400)
  await page.getByRole('columnheader').nth(1).getByRole('link').click()
  await expectModel(page)
  await expectTop(page, 0)
  await page.reload()
  await expectModel(page)
  await page.goBack()
  await expect(page).toHaveURL(/\/compare/)
  await expectTop(page, 400)
})

test(
  'returns to where the list was left, from a model and from another view',
  { tag: '@layout' },
  async ({ page, service }) => {
    await openList(page, service)
    await scrollTo(page, 3000)
    await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(5)
    await openVisibleModel(page)
    await page.goBack()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expectTop(page, 3000)
    await page.getByRole('link', { name: 'Status' }).click()
    await expect(page.getByRole('heading', { name: 'Status', level: 1 })).toBeVisible()
    await expectTop(page, 0)
    await page.goBack()
    await expect(page).toHaveURL('/')
    await expectTop(page, 3000)
  },
)

test('keeps the position when the page is reloaded', async ({ page, service }) => {
  await listManyChanges(page, service)
  await page.goto('/changes')
  await expect(page.getByRole('listitem').filter({ hasText: 'Acme: Model 89' })).toBeAttached()
  await scrollTo(page, 1200)
  await page.reload()
  await expectTop(page, 1200)
})
