/**
 * A program of its own that runs the embedded server, for what only another process can show. It reports by messages, and stops in
 * order when it is told `stop`. On SIGINT it first reads from its database, as a program that has something left to do would.
 */
import { startEmbedded } from '../../src/server.js'
import type { Message } from './embedded.js'
import { query } from './query.js'

const tell = (message: Message): void => void process.send?.(message)
const log = { info: () => {}, warn: () => {}, debug: () => {} }

try {
  const server = await startEmbedded({
    dataDir: process.argv[2] ?? '',
    log,
    onProgress: (message) => tell({ type: 'progress', message }),
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    tell({ type: 'stopped' })
    // From here on, only what the server left open could keep this process alive.
    process.disconnect()
  }
  const finish = async (): Promise<void> => {
    tell({ type: 'interrupted', rows: await query(server.url, 'SELECT 1 AS alive') })
    await stop()
  }
  process.on('message', () => void stop())
  process.once('SIGINT', () => {
    void finish()
  })
  tell({ type: 'ready', url: server.url })
} catch (error) {
  tell({ type: 'failed', name: (error as Error).name, message: (error as Error).message })
  process.disconnect()
}
