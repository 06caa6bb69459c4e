import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { databaseForCommand } from '../../src/cli/database.js'
import { readConfig } from '../../src/config.js'
import { createLogger } from '../../src/observe/logger.js'
import { mountSmallDisk, whyNoSmallDisk } from '../helpers/small-disk.js'

const mounting = await whyNoSmallDisk()

it.skipIf(mounting !== null).each([1, 8, 24])(
  'a disk of %i MB is too small for the database, which is said in one line',
  async (megabytes) => {
    const dir = await mkdtemp(join(tmpdir(), 'modelkeep-small-'))
    const disk = await mountSmallDisk(dir, megabytes)
    try {
      const log = createLogger({ level: 'silent', terminal: false })
      await expect(databaseForCommand(readConfig({ DATA_DIR: dir }), log)).rejects.toThrow(
        new RegExp(
          `^the database cannot be used: DATA_DIR ${dir} cannot be used: there is no space left on its disk: free some[^\\n]*$`,
        ),
      )
    } finally {
      await disk.unmount()
      await rm(dir, { recursive: true, force: true })
    }
  },
)
