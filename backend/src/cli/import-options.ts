import { InvalidArgumentError } from 'commander'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import { problemOfTime } from '../history/capture/envelope.js'
import { parseRfc3339 } from '../history/capture/rfc3339.js'

export interface ImportOptions {
  scope: Scope
  /** Unix milliseconds. */
  observedAt?: number
  allowShrink?: boolean
  dryRun?: boolean
  undo?: number
  list?: boolean
}

export const importHelp = `
A file is read by its content: captures {"observed_at": "2026-03-01T12:00:00Z", "data": [model, …]}, one per line, in a
list, or one document after the other. With --observed-at also an upstream response {"data": […]} or a bare list of models.

A capture is skipped, with a message, if it is broken, truncated (total_count, links.next), dated before 2015 or in the
future, or lacks more than MAX_SHRINK_PERCENT of the models of the catalogue before it. Running an import again adds only
what is missing. History can be rewritten only by the role that owns the tables.

Exit code: 0; 1 it could not run; 2 something was skipped; 130 interrupted.

Examples:
  modelkeep import --dry-run captures.ndjson.gz
  curl https://openrouter.ai/api/v1/models | jq .data | modelkeep import --observed-at "$(date -u +%FT%TZ)" -
  modelkeep import --undo 3`

/** Parses an RFC 3339 option for commander, to Unix milliseconds. */
export function momentArgument(text: string): number {
  const moment = parseRfc3339(text)
  if (moment === null) throw new InvalidArgumentError('It must be an RFC 3339 time such as 2026-03-01T12:00:00Z.')
  return moment
}

/** Parses the id of an import for commander. */
export function importId(text: string): number {
  const id = Number(text)
  if (!/^[1-9]\d*$/.test(text) || !Number.isSafeInteger(id))
    throw new InvalidArgumentError('It must be the number that the import printed, such as 3.')
  return id
}

/** @throws if these files and options do not go together */
export function checkImportOptions(files: readonly string[], options: ImportOptions, now: number): void {
  const { observedAt, undo, list, dryRun } = options
  if (undo !== undefined || list) {
    const option = list ? '--list' : '--undo'
    if (files.length > 0 || dryRun || observedAt !== undefined || (list && undo !== undefined))
      throw new Error(`${option} goes with no FILE and no other option`)
    return
  }
  if (files.length === 0) throw new Error('give at least one FILE; - is standard input')
  if (observedAt === undefined) return
  if (files.length > 1) throw new Error('--observed-at sets the time of one response: give one FILE')
  const problem = problemOfTime(observedAt, now)
  if (problem !== null) throw new Error(`--observed-at ${problem}`)
}
