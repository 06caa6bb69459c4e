// WATCHES_FILE: watches that are kept with the rest of a configuration.
import { readFile } from 'node:fs/promises'
import { isRecord } from '@modelkeep/catalog/model/is-record'
import { newWatchSchema, type NewWatch } from '@modelkeep/catalog/contract/watches'

/** The file cannot be used. The message names the file, the entry and what is wrong, and shows no value. */
export class WatchesFileError extends Error {
  override readonly name = 'WatchesFileError'
  readonly code = 'bad_watches_file'
}

const fromEnvironment = /^env:(\w+)$/

/**
 * Values of a destination such as `env:SLACK_URL` are those of environment variables, so that the file holds no secret. A webhook needs
 * a secret: one that is generated could not be shown. @throws WatchesFileError
 */
export async function readWatchesFile(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<NewWatch[]> {
  const refuse = (problem: string, cause?: unknown): WatchesFileError =>
    new WatchesFileError(`WATCHES_FILE ${path}: ${problem}`, { cause })
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, error)
  })
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw refuse('is not JSON', error)
  }
  const list = Array.isArray(value) ? value : (value as { watches?: unknown } | null)?.watches
  if (!Array.isArray(list)) throw refuse('expected a list of watches, or {"watches": [...]}')
  const watches = list.map((entry, nr) => {
    const { entry: resolved, missing } = resolveVariables(entry, env)
    if (missing !== null) throw refuse(`watch ${nr + 1}: the environment variable ${missing} is not set`)
    const parsed = newWatchSchema.safeParse(resolved)
    if (parsed.success) {
      const { destination } = parsed.data
      if (destination.type === 'webhook' && destination.secret === undefined)
        throw refuse(`watch ${nr + 1}: destination.secret: a webhook in a file needs one, such as "env:WEBHOOK_SECRET"`)
      return parsed.data
    }
    const [issue] = parsed.error.issues
    throw refuse(`watch ${nr + 1}: ${issue?.path.join('.') || 'the entry'}: ${issue?.message ?? 'is invalid'}`)
  })
  const twice = watches.find(({ name }, nr) => watches.findIndex((other) => other.name === name) < nr)
  if (twice !== undefined) throw refuse(`two watches have the name “${twice.name}”`)
  return watches
}

function resolveVariables(
  entry: unknown,
  env: Readonly<Record<string, string | undefined>>,
): { entry: unknown; missing: string | null } {
  if (!isRecord(entry) || !isRecord(entry['destination'])) return { entry, missing: null }
  let missing: string | null = null
  const resolved = Object.entries(entry['destination']).map(([key, value]) => {
    const [, name] = typeof value === 'string' ? (fromEnvironment.exec(value) ?? []) : []
    if (name === undefined) return [key, value]
    if (!env[name]) missing ??= name
    return [key, env[name]]
  })
  return { entry: { ...entry, destination: Object.fromEntries(resolved) as unknown }, missing }
}
