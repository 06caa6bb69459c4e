import * as fc from 'fast-check'
import { it } from 'vitest'
import { withDatabase } from '../helpers/postgres.js'
import { runCommands, sequences } from './program-model-commands.js'

/** Change the seed with MODELKEEP_SEED, the number of runs with MODELKEEP_RUNS. */
const seed = Number(process.env['MODELKEEP_SEED'] ?? 1)
const numRuns = Number(process.env['MODELKEEP_RUNS'] ?? 30)

it(`serves and stores what was acknowledged, whatever fails (${numRuns} runs, seed ${seed})`, async () => {
  const property = fc.asyncProperty(sequences(14), (steps) => withDatabase((url) => runCommands(url, steps)))
  await fc.assert(property, { seed, numRuns, endOnFailure: true })
}, 280_000)
