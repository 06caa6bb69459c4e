import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type UpstreamModel = Record<string, unknown> & { id: string }

const capture = new URL('../../../shared/data/openrouter-models-all-modalities-2026-08-05.json', import.meta.url)
const standIn = new URL('../../scripts/stand-in-upstream.mjs', import.meta.url)

/** A real capture may lie beside the repository; without it, tests of specific models are skipped with this reason. */
export const haveCapture = existsSync(capture)
export const noCapture = 'the real captures are not at ../shared/data'

/** The real catalogue of all modalities when available, else a small generated one. */
export async function upstreamModels(): Promise<UpstreamModel[]> {
  if (haveCapture) return (JSON.parse(readFileSync(capture, 'utf8')) as { data: UpstreamModel[] }).data
  const { generatedModels } = (await import(fileURLToPath(standIn))) as { generatedModels: () => UpstreamModel[] }
  return generatedModels()
}

/** The observation times of the generated history, in Unix milliseconds. */
export interface History {
  older: number
  newer: number
}

/** The author of a model, without the mark of an alias. */
export function authorOf(model: UpstreamModel | undefined): string {
  return model?.id.replace(/^~/, '').split('/', 1)[0] ?? ''
}

const dayMs = 86_400_000
export const removedModel = 'acme/gone'

/**
 * Two earlier observations of these models, in the format of `modelkeep import`. Forty days ago the first three did not exist, one existed
 * that was removed since, and the fourth was more expensive; ten days ago its price was between then and now.
 */
export function historyOf(models: readonly UpstreamModel[], now: number): { history: History; lines: string } {
  const history = { older: now - 40 * dayMs, newer: now - 10 * dayMs }
  const [first, second, third, fourth, ...others] = models as [
    UpstreamModel,
    UpstreamModel,
    UpstreamModel,
    UpstreamModel,
    ...UpstreamModel[],
  ]
  const removed = { ...fourth, id: removedModel, canonical_slug: removedModel, name: 'Acme: Gone' }
  const observations = [
    { observed_at: history.older, data: [priced(fourth, '0.000002'), removed, ...others] },
    { observed_at: history.newer, data: [first, second, third, priced(fourth, '0.0000015'), ...others] },
  ]
  return {
    history,
    lines: observations
      .map(({ observed_at: at, data }) => JSON.stringify({ observed_at: new Date(at).toISOString(), data }))
      .join('\n'),
  }
}

/** With this input price per token. */
export function priced(model: UpstreamModel, prompt: string): UpstreamModel {
  return { ...model, pricing: { ...(model['pricing'] as object), prompt, completion: '0.000004' } }
}

export interface StandIn {
  /** An OPENROUTER_BASE_URL. */
  baseUrl: string
  /** Replaces the models it responds with. */
  setModels: (models: readonly UpstreamModel[]) => void
  close: () => Promise<void>
}

/** A fake upstream on loopback. */
export async function startStandIn(models: readonly UpstreamModel[]): Promise<StandIn> {
  const { startStandIn: start } = (await import(fileURLToPath(standIn))) as {
    startStandIn: (options: { models: UpstreamModel[] }) => Promise<Omit<StandIn, 'setModels'>>
  }
  const served = [...models]
  return { ...(await start({ models: served })), setModels: (next) => void served.splice(0, Infinity, ...next) }
}
