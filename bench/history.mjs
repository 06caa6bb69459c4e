// The cost of two years of history: importing, storing and querying it, and syncing with it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportHistory } from '../backend/dist/history/export.js'
import { commitOnly } from './commit.mjs'
import { measure, ms, table } from './measure.mjs'
import { startProgram } from './program.mjs'
import { hasRealHistory, importFile, writeCaptures } from './real-history.mjs'

const rounds = 30

/** The lines of the section, and what missed its target. Starts embedded PostgreSQL servers. */
export async function history({ models, source }) {
  if (!hasRealHistory())
    return { lines: ['## History', '', 'Left out: the real captures are not at ../shared/data.'], short: [] }
  const folder = await mkdtemp(join(tmpdir(), 'modelkeep-bench-'))
  const results = []
  const add = (what, target, figure, unit = ms) =>
    results.push({
      what,
      target: target === null ? '' : unit(target),
      figure: unit(figure),
      short: target !== null && figure > target,
    })
  try {
    const { file, moments, newest } = await writeCaptures(folder)
    await measureHistory({ file, moments, newest, models, add })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return {
    lines: [
      '## History',
      '',
      `943 real captures of two years as one file of NDJSON, embedded PostgreSQL 18.4; syncs of ${models.length} models (${source}). Medians, over HTTP, uncached.`,
      '',
      ...table([['what', 'target', 'measured'], ...results.map(({ what, target, figure }) => [what, target, figure])]),
    ],
    short: results
      .filter(({ short }) => short)
      .map(({ what, target, figure }) => `${what}: ${figure} instead of ${target}`),
  }
}

async function measureHistory({ file, moments, newest, models, add }) {
  const fresh = await startProgram(models)
  const without = await measured(fresh, models)
  await fresh.stop()

  const program = await startProgram([]) // an empty list is quarantined, so history is empty
  try {
    await program.connected
    await program.app.revalidation.replaySpool()
    const { db } = program.app.sync
    add('import of all captures', 30_000, await timed(() => importFile(db, file)), seconds)
    add('the same again: nothing is new', null, await timed(() => importFile(db, file)), seconds)
    add('on disk, tables and indexes', 30, (await bytesOnDisk(db)) / 1e6, megabytes)
    add('export of the whole history', null, await timed(() => drain(exportHistory(db))), seconds)
    await measureQuestions(program, { moments, newest, add })
    program.serve(models)
    const withHistory = await measured(program, models)
    add('a sync without news, history empty', null, without.idle)
    add('the same on top of two years', null, withHistory.idle)
    add('the commit alone with every model changed, history empty', null, without.commit)
    add('the same on top of two years', null, withHistory.commit)
  } finally {
    await program.stop()
  }
}

async function measureQuestions({ port }, { moments, newest, add }) {
  const get = async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'accept-encoding': 'identity' } })
    const body = await response.arrayBuffer()
    if (response.status !== 200)
      throw new Error(`${path}: ${response.status} ${Buffer.from(body).toString().slice(0, 200)}`)
  }
  // Each moment is queried once: a few seconds after a capture.
  const moment = (nr) => new Date(Date.parse(moments[(nr * 31) % moments.length]) + 1000 + nr).toISOString()
  const since = Date.parse(moments[0])
  add(
    'as_of a moment, the whole catalogue',
    60,
    (await measure(rounds, (nr) => get(`/api/models?as_of=${moment(nr)}`))).median,
  )
  const { id } = newest.data.toSorted((a, b) => a.created - b.created)[0]
  const late = (nr) => new Date(Date.parse(newest.observed_at) - nr).toISOString()
  add(
    'as_of a moment, one model',
    5,
    (await measure(rounds, (nr) => get(`/api/models/${id}?as_of=${late(nr)}`))).median,
  )
  add(
    'a page of 100 changes',
    10,
    (await measure(rounds, (nr) => get(`/api/changes?limit=100&since=${new Date(since + nr).toISOString()}`))).median,
  )
}

/** The median of an unchanged sync, and of a commit in which every model changed. */
async function measured(program, models) {
  await program.connected
  await program.app.revalidation.replaySpool()
  await program.app.revalidation.refresh()
  const idle = (await measure(rounds, () => program.app.revalidation.refresh())).median
  return { idle, commit: (await commitOnly(program.app, models, rounds, measure)).median }
}

async function bytesOnDisk(db) {
  const [row] = await db.query(
    `SELECT sum(pg_total_relation_size(oid))::bigint AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  )
  return row.bytes
}

async function timed(work) {
  return (await measure(1, work)).median
}

async function drain(lines) {
  for await (const line of lines) if (line.length === 0) throw new Error('an empty line')
}

function seconds(value) {
  return `${(value / 1000).toFixed(1)} s`
}

function megabytes(value) {
  return `${value.toFixed(1)} MB`
}
