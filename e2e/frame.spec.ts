import { misfitsOf } from './helpers/fit.js'
import { expect, test } from './helpers/fixtures.js'
import { openList } from './helpers/list.js'

const widths = [320, 375, 600, 768, 900, 1024, 1440]
/** DejaVu Sans is about 15 % wider than the fonts of most systems. */
const fonts = { 'system fonts': '', 'wide fonts': 'DejaVu Sans, Verdana, sans-serif' }

/** The page's header, and heading and toolbar of the list. */
const parts = 'header, #main > div:first-child, div:has(> [aria-label="Display options"])'

for (const [name, family] of Object.entries(fonts)) {
  test(`nothing overflows in header and toolbar, with ${name}`, { tag: '@wide' }, async ({ page, service }) => {
    await page.addInitScript((used) => {
      const sheet = new CSSStyleSheet()
      if (used !== '') sheet.replaceSync(`body { font-family: ${used} !important }`)
      document.adoptedStyleSheets.push(sheet)
    }, family)
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 })
      for (const query of ['', 'input_modalities=image&sort=pricing-low-to-high', 'sort=intelligence-high-to-low']) {
        await openList(page, service, query)
        const where = `${width} px, ?${query}`
        expect.soft(await misfitsOf(page, parts), where).toEqual([])
        expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(width)
      }
    }
  })
}
