import { catalogueAsOf } from '../../src/postgres/as-of.js'
import type { Database } from '../../src/postgres/database.js'
import { exportCatalogue, exportHistory } from '../../src/history/export.js'
import { BadCapture, createCaptureParser, type Capture } from '../../src/history/capture/capture.js'
import {
  importCaptures,
  rehearseImport,
  type ImportContext,
  type ImportTally,
} from '../../src/history/import/import-captures.js'
import { exampleModel } from './fake-upstream.js'

/** The value of one line of NDJSON. */
export interface RawCapture {
  observed_at: string
  scope?: 'text' | 'all'
  data: readonly unknown[]
}

export interface Imported extends ImportTally {
  bad: BadCapture[]
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Imports lines of NDJSON, as `modelkeep import --allow-shrink` does unless told otherwise. */
export async function importLines(
  db: Database,
  lines: readonly string[],
  options: Partial<ImportContext> & { now?: () => number; dryRun?: boolean } = {},
): Promise<Imported> {
  const bad: BadCapture[] = []
  const { now = Date.now, allowShrink = true } = options
  const parse = createCaptureParser({ scope: 'text', observedAt: null, allowShrink, now })
  async function* captures(): AsyncGenerator<Capture | BadCapture> {
    for (const [at, line] of lines.entries()) yield* parse(line, { file: 'captures.ndjson', line: at + 1 })
  }
  const context = {
    db,
    maxShrinkPercent: 20,
    allowShrink,
    clock: { now: () => Date.now(), sleep },
    holder: 'import',
    files: ['captures.ndjson'],
    leaseTtlMs: 10_000,
    onWaiting: () => {},
    onBad: (one: BadCapture) => void bad.push(one),
    onProgress: () => {},
  }
  const run = options.dryRun ? rehearseImport : importCaptures
  return { ...(await run({ ...context, ...options }, captures())), bad }
}

export const importRaw = (
  db: Database,
  captures: readonly RawCapture[],
  options?: Parameters<typeof importLines>[2],
): Promise<Imported> =>
  importLines(
    db,
    captures.map((capture) => JSON.stringify(capture)),
    options,
  )

export async function exportLines(db: Database): Promise<string> {
  let text = ''
  for await (const line of exportHistory(db)) text += line
  return text
}

export const exportLine = (db: Database, moment: number | null = null): Promise<string> => exportCatalogue(db, moment)

export async function modelsAsOf(db: Database, moment: string | number): Promise<unknown[]> {
  const at = typeof moment === 'number' ? moment : Date.parse(moment)
  return (await catalogueAsOf(db, at)).catalogue.entries.map(({ model }) => model)
}

/** All tables derived from observations, except columns that depend on the order of import. */
export async function derivedTables(db: Database): Promise<Record<string, unknown[]>> {
  return {
    current: await db.query(
      `SELECT id, body, content_hash, position, first_seen, removed_at,
         CASE WHEN removed_at IS NULL THEN benchmarks_hash END AS benchmarks_hash,
         CASE WHEN removed_at IS NOT NULL THEN last_seen END AS last_seen
       FROM ai_models ORDER BY id`,
    ),
    changes: await db.query(
      `SELECT observed_at, model_id, kind, field, before, after, scheduled, live
       FROM catalog_changes ORDER BY observed_at, model_id, kind, field`,
    ),
    syncs: await db.query(
      'SELECT key, observed_at, scope, source, order_hash, model_count FROM catalog_syncs ORDER BY observed_at, key',
    ),
  }
}

export async function truncateHistory(db: Database): Promise<void> {
  await db.query(
    `TRUNCATE catalog_changes, model_versions, catalog_syncs, model_contents, catalog_orders, ai_models,
       quarantined_payloads CASCADE`,
  )
}

const image = {
  modality: 'text->image',
  input_modalities: ['text'],
  output_modalities: ['image'],
  tokenizer: 'Other',
  instruct_type: null,
}

export const painter = (id: string, overrides: Record<string, unknown> = {}): Record<string, unknown> =>
  exampleModel(id, { architecture: image, ...overrides })

/** Hourly captures with changing prices, benchmarks, models and order. Deterministic for a seed. */
export function generatedCaptures(
  count: number,
  { seed = 1, scopes = ['text'] as ('text' | 'all')[] } = {},
): RawCapture[] {
  let state = seed
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  return Array.from({ length: count }, (_, nr) => {
    const scope = scopes[random(scopes.length)]!
    const ids = Array.from({ length: 12 }, (_unused, id) => id).filter((id) => id === 0 || random(6) > 0)
    if (random(3) === 0) ids.reverse()
    const texts = ids.map((id) =>
      exampleModel(`a/m${id}`, {
        context_length: 1000 * (1 + random(2)),
        pricing: { prompt: `0.00000${1 + random(2)}`, completion: '0.000004' },
        ...(random(3) > 0 && { benchmarks: { design_arena: [{ elo: random(4) }] } }),
      }),
    )
    const painters =
      scope === 'all'
        ? [0, 1, 2].filter(() => random(3) > 0).map((id) => painter(`p/m${id}`, { context_length: 1 + random(2) }))
        : []
    return {
      observed_at: new Date(Date.UTC(2026, 0, 1) + nr * 3_600_000).toISOString(),
      scope,
      data: [...texts.slice(0, 3), ...painters, ...texts.slice(3)],
    }
  })
}
