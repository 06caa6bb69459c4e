import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './helpers/fixtures.js'
import type { Service } from './helpers/service.js'

const token = 'a-token-of-the-tests'
const env = {
  ADMIN_TOKEN: token,
  WATCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  WEBHOOK_ALLOW: '127.0.0.0/8',
}
const statusOf401 = /status of 401/
let receiver: Server
let received: string[]

test.use({ allowed: [statusOf401] })
test.beforeEach(async () => {
  received = []
  receiver = createServer((request, response) => {
    received.push(request.url ?? '')
    request.resume().on('end', () => response.writeHead(500).end('broken'))
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
test.afterEach(() => void receiver.close())

const hook = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
const start = (startOwn: (env: Record<string, string>, options: { hasHistory: true }) => Promise<Service>) =>
  startOwn(env, { hasHistory: true })

test('a watch is created on a model and seen on the status page', async ({ page, startOwn }) => {
  const { url, models } = await start(startOwn)
  await page.goto(`${url}/models/${models[3]!.id}`)
  await page.getByRole('button', { name: 'Subscribe' }).click()
  const dialog = page.getByRole('dialog')
  const name = await dialog.getByRole('textbox', { name: 'Name' }).inputValue()
  await dialog.getByRole('textbox', { name: 'URL' }).fill(hook())
  await dialog.getByLabel('Admin token').fill('a-wrong-token-of-tests')
  await dialog.getByRole('button', { name: 'Create the watch' }).click()
  await expect(dialog.getByRole('alert')).toContainText('admin token')
  await dialog.getByLabel('Admin token').fill(token)
  await dialog.getByRole('button', { name: 'Create the watch' }).click()
  await expect(dialog.getByText(/^whsec_/)).toBeVisible()
  await expectAccessible(page)

  await dialog.getByRole('link', { name: 'Status' }).click()
  const watches = page.getByRole('region', { name: 'Watches' })
  await expect(watches.getByText(name)).toBeVisible()
  await watches.getByRole('button', { name: `Test ${name}` }).click()
  await expect(watches.getByText(/The test message was not delivered, in \d+ ms: 500 broken/)).toBeVisible()
  expect(received).toEqual(['/hook'])
  await watches.getByRole('button', { name: `Pause ${name}` }).click()
  await expect(watches.getByText('Paused')).toBeVisible()
  await watches.getByText('Newest messages').click()
  await expect(watches.getByText('None in the last 30 days.')).toBeVisible()
  await expectAccessible(page)

  const stored = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), location.href]),
  )
  expect(stored).not.toContain(token)
  await page.reload()
  await expect(page.getByText('Watches are shown with the admin token.')).toBeVisible()
})

test('the list gives the commands that watch it', { tag: '@layout' }, async ({ page, service }) => {
  await page.goto(`${service.url}/?free=true&context=200000&sort=newest`)
  await page.getByRole('button', { name: 'Share and save' }).click()
  await page.getByRole('button', { name: 'Watch new models' }).click()
  const dialog = page.getByRole('dialog', { name: 'Watch this list' })
  const copied = async (what: string): Promise<string> => {
    await dialog.getByRole('button', { name: `Copy ${what}` }).click()
    return page.evaluate(() => navigator.clipboard.readText())
  }
  expect(await copied('modelkeep command')).toContain("--query 'context=200000&free=true'")
  expect(await copied('curl command')).toContain('"filter":{"query":"context=200000&free=true"}')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Watch new models' })).toBeFocused()
})

/** Also without scrolling sideways. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  const excess = await page.evaluate(() =>
    ['html', 'dialog'].map((name) => {
      const element = document.querySelector(name)
      return element === null ? 0 : element.scrollWidth - element.clientWidth
    }),
  )
  expect(excess.filter((pixels) => pixels > 0)).toEqual([])
}
