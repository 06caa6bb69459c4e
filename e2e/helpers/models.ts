import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type UpstreamModel = Record<string, unknown> & { id: string }

const capture = new URL('../../../shared/data/openrouter-models-all-modalities-2026-08-05.json', import.meta.url)
const standIn = new URL('../../scripts/stand-in-upstream.mjs', import.meta.url)

/** A real capture lies beside the repository; without it the tests that know its models are skipped, with this reason. */
export const haveCapture = existsSync(capture)
export const noCapture = 'the real captures are not at ../shared/data'

/** The real catalogue of all modalities where it is there, else a small one that is made up. */
export async function upstreamModels(): Promise<UpstreamModel[]> {
  if (haveCapture) return (JSON.parse(readFileSync(capture, 'utf8')) as { data: UpstreamModel[] }).data
  const { generatedModels } = (await import(fileURLToPath(standIn))) as { generatedModels: () => UpstreamModel[] }
  return generatedModels()
}

export interface StandIn {
  /** An OPENROUTER_BASE_URL. */
  baseUrl: string
  close: () => Promise<void>
}

/** Upstream, stood in for on loopback. */
export async function startStandIn(models: readonly UpstreamModel[]): Promise<StandIn> {
  const { startStandIn: start } = (await import(fileURLToPath(standIn))) as { startStandIn: (options: { models: readonly UpstreamModel[] }) => Promise<StandIn> }
  return start({ models })
}
