// Measures how long a letter typed into the search takes until it and its results are painted:
//   node --import ./scripts/typescript/register.mjs e2e/typing.ts [--models 10000]
// Prints median, 95th percentile and maximum in milliseconds.
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { findBrowser } from './helpers/browser.js'
import { countOf, searchBox } from './helpers/list.js'
import { type UpstreamModel, upstreamModels } from './helpers/models.js'
import { startService } from './helpers/service.js'

interface Times {
  /** From the key press to the paint of its letter. */
  letter: number[]
  /** From the key press to the last paint of its results. */
  results: number[]
}

const words = ['claude sonnet', 'gpt-4o mini', 'gemini flash', 'llama 70b', 'deepseek']

const { values } = parseArgs({ options: { models: { type: 'string' } } })
const models = manyOf(await upstreamModels(), values.models === undefined ? null : Number(values.models))
const service = await startService({ models })
const browser = await chromium.launch(await findBrowser())
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: service.url })
  await page.goto('/')
  await countOf(page).waitFor()
  const times = await measure(page)
  process.stdout.write(
    `${models.length} models, ${times.letter.length} letters (median, 95 %, longest)\n  letter painted in  ${figures(times.letter)}\n  results painted in ${figures(times.results)}\n`,
  )
} finally {
  await browser.close()
  await service.stop()
}

/** Repeats the models, with new ids, up to the requested number. */
function manyOf(some: readonly UpstreamModel[], count: number | null): UpstreamModel[] {
  if (count === null) return [...some]
  return Array.from({ length: count }, (_, n) => {
    const model = some[n % some.length] as UpstreamModel
    const round = Math.floor(n / some.length)
    return round === 0
      ? model
      : {
          ...model,
          id: `${model.id.replace(/^~/, '').split(':')[0]}-r${round}`,
          name: `${String(model['name'])} R${round}`,
        }
  })
}

async function measure(page: Page): Promise<Times> {
  await searchBox(page).focus()
  await page.keyboard.press('z') // the first search builds the index, which is not measured
  await page.keyboard.press('Backspace')
  await page.evaluate(watch)
  const times: Times = { letter: [], results: [] }
  for (const word of words) {
    for (const letter of word) {
      await page.keyboard.press(letter === ' ' ? 'Space' : letter)
      const time = await page.evaluate(() =>
        (window as unknown as { settled: () => Promise<{ letter: number; results: number }> }).settled(),
      )
      times.letter.push(time.letter)
      times.results.push(time.results)
    }
    await searchBox(page).fill('')
    await page.evaluate(() => (window as unknown as { settled: () => Promise<unknown> }).settled())
  }
  return times
}

/** Runs in the page: records key presses and the paints after them, until nothing changes for a while. */
function watch(): void {
  const quietMs = 400 // longer than the debounce of the URL
  let pressed = 0
  let letter = 0
  let results = 0
  let changed = 0
  const painted = (note: (time: number) => void): void =>
    void requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => note(performance.now()))
      port1.start()
      port2.postMessage(null) // the first task after the paint of this frame
    })
  window.addEventListener(
    'keydown',
    (event) => ([pressed, letter, results, changed] = [event.timeStamp, 0, 0, performance.now()]),
    { capture: true },
  )
  window.addEventListener('input', () => painted((time) => (letter ||= time - pressed)), { capture: true })
  new MutationObserver(() => {
    changed = performance.now()
    painted((time) => (results = time - pressed))
  }).observe(document.querySelector('#main') as Element, { subtree: true, childList: true, characterData: true })
  Object.assign(window, {
    settled: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (performance.now() - changed > quietMs) resolve({ letter, results: Math.max(letter, results) })
          else setTimeout(look, 20)
        }
        look()
      }),
  })
}

function figures(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(0).padStart(4)
  return `${at(0.5)} ${at(0.95)} ${at(1)}`
}
