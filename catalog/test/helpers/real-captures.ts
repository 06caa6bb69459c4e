import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Real answers of OpenRouter lie beside the repository and are never committed to it.
const FOLDER = new URL('../../../../shared/data/', import.meta.url)

export const FULL_LIST = 'openrouter-models-2026-08-22.json'
export const ALL_MODALITIES = 'openrouter-models-all-modalities-2026-08-05.json'

interface Capture {
  observed_at: string
  data: unknown[]
}

/** Whether the captures are there. Where they are not, says so once, with the reason, so that a skip is seen. */
export function hasRealCaptures(): boolean {
  const isThere = existsSync(new URL('read-history.mjs', FOLDER))
  if (!isThere)
    process.stderr.write(
      `skipped: no real captures at ../shared/data beside the repository (${fileURLToPath(FOLDER)})\n`,
    )
  return isThere
}

export function readCapture(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

/** 943 captures of two years, in time order. */
export async function* history(): AsyncGenerator<Capture> {
  const reader = (await import(pathToFileURL(fileURLToPath(new URL('read-history.mjs', FOLDER))).href)) as {
    captures: () => AsyncIterable<Capture>
  }
  yield* reader.captures()
}
