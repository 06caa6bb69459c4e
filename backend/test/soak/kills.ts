import { killRounds } from '../fault/helpers/kill-rounds.js'
import { chooseSeed } from '../fault/helpers/random.js'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

/** 500 rounds of `kill -9` of the program and of PostgreSQL. */
export const kills: SoakPart = {
  name: 'nothing-lost',
  title: 'Nothing is lost, nothing half done',
  run: async ({ short, say }: SoakOptions): Promise<SoakSection> => {
    const seed = chooseSeed('kill -9')
    const rounds = short ? 50 : 500
    const { source, killed, acknowledged, spooled, inHistory, longestUntilInHistoryMs, wrong } = await killRounds({
      rounds,
      seed,
      log: say,
    })
    const tooLate =
      longestUntilInHistoryMs < 60_000
        ? []
        : [`history was complete only ${Math.round(longestUntilInHistoryMs / 1000)} s after PostgreSQL returned`]
    return {
      intro: `The built program syncs one list after another (${source}) and, in turn with PostgreSQL, is killed with \`kill -9\` at a random point of a sync (seed ${seed}). Then every acknowledged sync must be in history, the catalogue as of each sync must equal upstream's list, and versions and changes must follow from consecutive lists.`,
      rows: [
        ['', ''],
        ['rounds: the program killed', String(killed.program)],
        ['rounds: PostgreSQL killed', String(killed.postgres)],
        ['syncs acknowledged', String(acknowledged)],
        ['through the spool', String(spooled)],
        ['syncs in history', String(inHistory)],
        ['errors in history', String(wrong.length)],
        [
          'longest time from the return of PostgreSQL to a complete history',
          `${(longestUntilInHistoryMs / 1000).toFixed(1)} s`,
        ],
      ],
      missed: [...wrong.slice(0, 10), ...tooLate],
    }
  },
}
