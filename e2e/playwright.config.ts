import { defineConfig } from '@playwright/test'
import { findBrowser } from './helpers/browser.js'

// The built program and a real Chromium. `npm test` builds, then runs this; alone: npx playwright test -c e2e
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../coverage/e2e',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // What passed only at its second try is shown as such: flaky.
  retries: process.env['CI'] ? 1 : 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./helpers/reporter.ts']],
  use: {
    launchOptions: await findBrowser(),
    screenshot: 'only-on-failure',
    trace: 'on-first-retry',
    contextOptions: { reducedMotion: 'reduce' },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // The page works over plain HTTP too, where a browser gives no clipboard without being asked.
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  // A test of what only one of them has says so by its tag.
  projects: [
    {
      name: 'phone, 375 px',
      use: { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
      grepInvert: /@wide/,
    },
    { name: 'wide, 1440 px', use: { viewport: { width: 1440, height: 900 } }, grepInvert: /@phone/ },
  ],
})
