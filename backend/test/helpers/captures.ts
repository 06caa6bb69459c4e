import type { ModelsDevProvider } from '@modelkeep/catalog/mirrors/models-dev'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** One real response of upstream. `observed_at` is RFC 3339. */
export interface Capture {
  observed_at: string
  data: Record<string, unknown>[]
}

const folder = new URL('../../../../shared/data/', import.meta.url)
const reader = new URL('read-history.mjs', folder)

/** Real captures are kept beside the repository. Without them, the tests that need them are skipped with this reason. */
export const haveCaptures = existsSync(reader)
export const noCaptures = 'the real captures are not at ../shared/data'

export async function* captures(): AsyncGenerator<Capture> {
  const { captures: read } = (await import(fileURLToPath(reader))) as { captures: () => AsyncGenerator<Capture> }
  yield* read()
}

type CaptureFile =
  | 'openrouter-models-2026-08-22.json'
  | 'openrouter-models-all-modalities-2026-08-05.json'
  | 'genai-prices-data.schema.json'
  | 'litellm-model-prices-2026-08-01.json.gz'

/** The bytes of one capture file. */
export function captureBytes(file: CaptureFile): Buffer {
  return readFileSync(new URL(file, folder))
}

/** The models of one capture file. */
export function captureModels(file: CaptureFile): Record<string, unknown>[] {
  const capture = JSON.parse(captureBytes(file).toString()) as { data: Record<string, unknown>[] }
  return capture.data
}

/** The documents of models.dev and of LiteLLM, of a day. */
export const captureModelsDev = (day: string): Record<string, ModelsDevProvider> =>
  gunzipJson(`models-dev-api-${day}.json.gz`) as Record<string, ModelsDevProvider>
export const capturePriceMap = (day: string): Record<string, Record<string, unknown>> =>
  gunzipJson(`litellm-model-prices-${day}.json.gz`) as Record<string, Record<string, unknown>>

function gunzipJson(file: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(new URL(file, folder))).toString())
}
