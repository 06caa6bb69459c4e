import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Real responses of OpenRouter are stored beside the repository and never committed.
const FOLDER = new URL('../../../../shared/data/', import.meta.url)

export const FULL_LIST = 'openrouter-models-2026-08-22.json'
export const ALL_MODALITIES = 'openrouter-models-all-modalities-2026-08-05.json'

interface Capture {
  observed_at: string
  data: unknown[]
}

/** Why a test is skipped. */
export const noRealCaptures = 'the real captures are not at ../shared/data'

export function hasRealCaptures(): boolean {
  return existsSync(new URL('read-history.mjs', FOLDER))
}

export function readCapture(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

/** 943 captures over two years, in chronological order. */
export async function* history(): AsyncGenerator<Capture> {
  const reader = (await import(pathToFileURL(fileURLToPath(new URL('read-history.mjs', FOLDER))).href)) as {
    captures: () => AsyncIterable<Capture>
  }
  yield* reader.captures()
}
