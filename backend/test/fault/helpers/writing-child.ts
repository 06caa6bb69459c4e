/**
 * A process that stores catalogues in the file tier and observations in the spool, as fast as the disk permits, and reports each stored
 * one. The test kills it. Sizes differ, so that an old file cannot be mistaken for a new one.
 */
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { createObservation } from '../../../src/snapshot/observation.js'
import { createFileTier } from '../../../src/snapshot/file-tier.js'
import { openSpool } from '../../../src/snapshot/spool.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

export interface Stored {
  file?: number
  spooled?: string
}

const [dataDir = '', first = '0'] = process.argv.slice(2)
const report = (stored: Stored): void => void process.send?.(stored)
const spool = await openSpool(dataDir)
const file = createFileTier({
  dataDir,
  now: () => Date.now(),
  onError: (error) => process.send?.({ error: String(error) }),
})

async function storeCatalogues(): Promise<never> {
  for (let nr = Number(first); ; nr++) {
    const models = Array.from(
      { length: 40 + (nr % 160) },
      (_, place) => exampleModel(`a/m${place}`, { context_length: nr }) as never,
    )
    await file.save({ catalogue: createCatalogue(models), tier: 'upstream', changedAt: nr, confirmedAt: nr }, nr)
    report({ file: nr })
  }
}

async function storeObservations(): Promise<never> {
  for (let nr = Number(first); ; nr++) {
    const observation = createObservation({
      observedAt: nr,
      source: 'upstream',
      scope: 'all',
      durationMs: 1,
      bytes: Buffer.from(`{"data":[]}${' '.repeat(nr % 5_000)}`),
    })
    await spool.append(observation)
    report({ spooled: observation.key })
  }
}

await Promise.all([storeCatalogues(), storeObservations()])
