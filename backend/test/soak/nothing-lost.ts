import { killRounds } from '../fault/helpers/kill-rounds.js'
import { chooseSeed } from '../fault/helpers/random.js'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

/** `kill -9` of the program and of PostgreSQL, 500 rounds. */
export const nothingLost: SoakPart = {
  name: 'nothing-lost',
  title: 'Nothing is lost, nothing half done',
  run: async ({ short, say }: SoakOptions): Promise<SoakSection> => {
    const seed = chooseSeed('kill -9')
    const rounds = short ? 50 : 500
    const { source, killed, acknowledged, spooled, inHistory, longestUntilInHistoryMs, wrong } = await killRounds({
      rounds,
      seed,
      say,
    })
    const withinAMinute =
      longestUntilInHistoryMs < 60_000
        ? []
        : [`history was complete only ${Math.round(longestUntilInHistoryMs / 1000)} s after PostgreSQL had come back`]
    return {
      intro: `The built program syncs one list after another (${source}) and is killed, or PostgreSQL is, in turn, with \`kill -9\` at a random point of a sync (seed ${seed}). Then every sync that was acknowledged is looked for, the catalogue as of each sync is compared with what upstream had said, and versions and changes with what follows from one list to the next.`,
      rows: [
        ['', ''],
        ['rounds: the program killed', String(killed.program)],
        ['rounds: PostgreSQL killed', String(killed.postgres)],
        ['syncs acknowledged', String(acknowledged)],
        ['of them through the spool', String(spooled)],
        ['syncs in history', String(inHistory)],
        ['what was wrong in the end', String(wrong.length)],
        [
          'from the return of PostgreSQL to a complete history, the longest',
          `${(longestUntilInHistoryMs / 1000).toFixed(1)} s`,
        ],
      ],
      short: [...wrong.slice(0, 10), ...withinAMinute],
    }
  },
}
