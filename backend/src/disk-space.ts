import { statfs } from 'node:fs/promises'
import type { Clock } from './lib/clock.js'
import { singleFlight } from './lib/single-flight.js'
import { DatabaseUnavailable, isDiskFull } from './postgres/database-error.js'
import type { Events } from './observe/events.js'

export interface DiskSpaceStatus {
  /** `data_dir`: the disk of DATA_DIR. `database`: that of the PostgreSQL server. */
  full: { data_dir: boolean; database: boolean }
  /** Bytes that this user may still write in DATA_DIR; null before they are known, and where the system cannot tell. */
  freeBytes: number | null
}

export interface DiskSpace {
  /** As last measured. Starts a new measurement if that is older than a second. */
  status(): DiskSpaceStatus
}

export interface DiskSpaceOptions {
  dataDir: string
  events: Events
  clock: Clock
  /** When the last good catalogue was last written to DATA_DIR, in Unix milliseconds. */
  writtenAt: () => number | null
}

/** Less than one small file. A disk is full before its last byte is used. */
const fullBelowBytes = 64 * 1024
const measureEveryMs = 1_000

/**
 * Whether a disk is full: the space that is left in DATA_DIR, and writes that failed for want of it, until one succeeds. Writes tell
 * more than the space: of quotas, and of the database's disk, which is often on another machine.
 */
export function createDiskSpace({ dataDir, events, clock, writtenAt }: DiskSpaceOptions): DiskSpace {
  let freeBytes: number | null = null
  let measuredAt = -Infinity
  let dataDirFailedAt: number | null = null
  let databaseFailed = false

  const measure = singleFlight(async () => {
    freeBytes = await statfs(dataDir).then(
      ({ bavail, bsize, files, ffree }) => (files > 0 && ffree === 0 ? 0 : bavail * bsize),
      () => null,
    )
  })
  void measure.run()
  events.on('trouble', ({ error }) => {
    if (isOutOfSpace(error)) dataDirFailedAt = clock.now()
    if (error instanceof DatabaseUnavailable && isDiskFull(error)) databaseFailed = true
  })
  events.on('spool', ({ what }) => {
    if (what === 'kept') dataDirFailedAt = null
  })
  events.on('sync', ({ id }) => {
    if (id !== null) databaseFailed = false
  })

  function isDataDirFull(): boolean {
    if (freeBytes !== null && freeBytes < fullBelowBytes) return true
    return dataDirFailedAt !== null && (writtenAt() ?? -Infinity) <= dataDirFailedAt
  }

  return {
    status: () => {
      const now = clock.now()
      if (Math.abs(now - measuredAt) >= measureEveryMs) {
        measuredAt = now
        void measure.run()
      }
      return { full: { data_dir: isDataDirFull(), database: databaseFailed }, freeBytes }
    },
  }
}

function isOutOfSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}
