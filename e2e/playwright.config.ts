import { defineConfig } from '@playwright/test'
import { findBrowser } from './helpers/browser.js'

const wide = { viewport: { width: 1440, height: 900 } }
const phone = { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

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
  // Tags: `@wide` and `@phone` make sense at that width only; `@layout` looks different on a phone; `@slow` takes long. `npm test` runs
  // all but `@slow` on a wide screen, and `@phone` and `@layout` on a phone. `npm run test:slow` runs everything else.
  projects: [
    { name: 'wide', use: wide, grepInvert: /@(phone|slow)/ },
    { name: 'phone', use: phone, grep: /@(phone|layout)/, grepInvert: /@(wide|slow)/ },
    { name: 'wide-rest', use: wide, grep: /@slow/, grepInvert: /@phone/ },
    { name: 'phone-rest', use: phone, grepInvert: /^(?!.*@slow).*@(phone|layout)|@wide/ },
  ],
})
