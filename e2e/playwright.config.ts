import { defineConfig } from '@playwright/test'
import { findBrowser } from './helpers/browser.js'

const phone = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }
const differsOnPhone = /(axe|compare|filter|model|search)\.spec\.ts$/

// Runs against the built program, in a real Chromium. By itself: npm run build, then npx playwright test -c e2e
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../coverage/e2e',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A test that passed only at its second try is shown as flaky.
  retries: process.env['CI'] ? 1 : 0,
  workers: 2,
  // Generous, because the machine may be busy.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['./helpers/reporter.ts']],
  use: {
    launchOptions: await findBrowser(),
    screenshot: 'only-on-failure',
    trace: 'on-first-retry',
    contextOptions: { reducedMotion: 'reduce' },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Over plain HTTP, where the page works too, a browser grants no clipboard by itself.
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  // A test that only makes sense at one width has its tag. `npm test` runs everything on a wide screen, and on a phone the views
  // whose layout differs there; `npm run test:slow` runs the rest on a phone.
  projects: [
    { name: 'wide', use: { viewport: { width: 1440, height: 900 } }, grepInvert: /@phone/ },
    { name: 'phone', use: phone, grepInvert: /@wide/, testMatch: differsOnPhone },
    { name: 'phone-rest', use: phone, grepInvert: /@wide/, testIgnore: differsOnPhone },
  ],
})
