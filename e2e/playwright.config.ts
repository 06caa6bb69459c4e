import { defineConfig } from '@playwright/test'
import { findBrowser } from './helpers/browser.js'

// The built program and a real Chromium. `npm test` builds it first; alone: npx playwright test -c e2e
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../coverage/e2e',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
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
    // Over plain HTTP, browsers deny the clipboard by default.
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  // Tests run on a wide screen. Those about layout also run on a phone (@layout), or only there (@phone).
  projects: [
    {
      name: 'phone, 375 px',
      use: { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
      grep: /@phone|@layout/,
    },
    { name: 'wide, 1440 px', use: { viewport: { width: 1440, height: 900 } }, grepInvert: /@phone/ },
  ],
})
