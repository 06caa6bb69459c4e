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

/** When the made-up past of the tests was observed, in Unix milliseconds. */
export interface Past {
  longAgo: number
  lately: number
}

const dayMs = 86_400_000
export const goneModel = 'acme/gone'

/**
 * Two earlier looks at these models, as \`modelkeep import\` reads them. Forty days ago the first three were not there, one was that has
 * gone since, and the fourth cost twice as much; ten days ago it cost half as much again.
 */
export function pastOf(models: readonly UpstreamModel[], now: number): { past: Past; lines: string } {
  const past = { longAgo: now - 40 * dayMs, lately: now - 10 * dayMs }
  const [first, second, third, fourth, ...others] = models as [
    UpstreamModel,
    UpstreamModel,
    UpstreamModel,
    UpstreamModel,
    ...UpstreamModel[],
  ]
  const gone = { ...fourth, id: goneModel, canonical_slug: goneModel, name: 'Acme: Gone' }
  const looks = [
    { observed_at: past.longAgo, data: [priced(fourth, '0.000002'), gone, ...others] },
    { observed_at: past.lately, data: [first, second, third, priced(fourth, '0.0000015'), ...others] },
  ]
  return {
    past,
    lines: looks
      .map(({ observed_at: at, data }) => JSON.stringify({ observed_at: new Date(at).toISOString(), data }))
      .join('\n'),
  }
}

/** Costs so much a token of input. */
export function priced(model: UpstreamModel, prompt: string): UpstreamModel {
  return { ...model, pricing: { ...(model['pricing'] as object), prompt, completion: '0.000004' } }
}

export interface StandIn {
  /** An OPENROUTER_BASE_URL. */
  baseUrl: string
  /** What it answers from now on. */
  setModels: (models: readonly UpstreamModel[]) => void
  close: () => Promise<void>
}

/** Upstream, stood in for on loopback. */
export async function startStandIn(models: readonly UpstreamModel[]): Promise<StandIn> {
  const { startStandIn: start } = (await import(fileURLToPath(standIn))) as {
    startStandIn: (options: { models: UpstreamModel[] }) => Promise<Omit<StandIn, 'setModels'>>
  }
  const answered = [...models]
  return { ...(await start({ models: answered })), setModels: (next) => void answered.splice(0, Infinity, ...next) }
}
