import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface BrowserLaunch {
  executablePath: string
  args: string[]
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const macPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** No sandbox, because containers run as root; no requests by the browser itself. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']

/**
 * A Chromium or Chrome: from CHROMIUM, else installed on the system, else from the packages (Linux on x64).
 * @throws Error: CHROMIUM names a file that cannot be run, or there is no browser for this machine
 */
export async function findBrowser(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BrowserLaunch> {
  const named = env['CHROMIUM']
  if (named !== undefined && named !== '') {
    if (!canRun(named)) throw new Error(`CHROMIUM names ${named}, which cannot be run`)
    return { executablePath: named, args }
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const executablePath = [
    ...['/usr/bin', ...folders].flatMap((folder) => names.map((name) => join(folder, name))),
    ...macPaths,
  ].find(canRun)
  return { executablePath: executablePath ?? (await packagedBrowser()), args }
}

/** Unpacked once into the temporary folder. */
async function packagedBrowser(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('no Chromium or Chrome found: install one, or set CHROMIUM')
  const { default: chromium } = await import('@sparticuz/chromium')
  return chromium.executablePath()
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
