import { readFile } from 'node:fs/promises'
import type { Download } from '@playwright/test'
import { expect, test } from './helpers/fixtures.js'
import { ask, openList } from './helpers/list.js'

async function idsIn(download: Download): Promise<{ heading: string; ids: string[] }> {
  const [heading = '', ...lines] = (await readFile(await download.path(), 'utf8'))
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n')
  return { heading, ids: lines.map((line) => line.slice(0, line.indexOf(','))) }
}

test('downloads the list as CSV, in its order', async ({ page, service }) => {
  await openList(page, service, 'free=true&sort=newest')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download as CSV' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^modelkeep-\d{4}-\d\d-\d\d\.csv$/)
  const { heading, ids } = await idsIn(download)
  expect(heading).toMatch(/^id,name,author,/)
  expect(heading).toContain('input (USD per million tokens)')
  expect(ids).toEqual((await ask(service, 'free=true&sort=newest')).ids)
})

test('downloads it from the palette', async ({ page, service }) => {
  const { ids } = await openList(page, service, 'free=true')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Go to a model, page or action' }).fill('csv')
  const downloading = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  expect((await idsIn(await downloading)).ids).toEqual(ids)
})
