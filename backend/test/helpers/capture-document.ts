import { existsSync, readFileSync } from 'node:fs'

type CaptureFile = 'openrouter-providers-2026-05-22.json' | 'openrouter-endpoints-openai-gpt-4o.json'

/** A real upstream document; undefined if the captures beside the repository are missing. */
export function captureDocument(file: CaptureFile): unknown {
  const path = new URL(`../../../../shared/data/${file}`, import.meta.url)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
