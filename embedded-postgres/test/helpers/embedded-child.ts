/**
 * A separate program that runs the embedded server. It reports by messages and shuts down on the message `stop`. On SIGINT it first
 * queries its database, like a program that still has work to finish.
 */
import { startEmbedded } from '../../src/server.js'
import type { Message } from './embedded.js'
import { query } from './query.js'

const report = (message: Message): void => void process.send?.(message)
const log = { info: () => {}, warn: () => {}, debug: () => {} }

try {
  const server = await startEmbedded({
    dataDir: process.argv[2] ?? '',
    log,
    onProgress: (message) => report({ type: 'progress', message }),
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    report({ type: 'stopped' })
    // From here on, only something that the server left open could keep this process alive.
    process.disconnect()
  }
  const finish = async (): Promise<void> => {
    report({ type: 'interrupted', rows: await query(server.url, 'SELECT 1 AS alive') })
    await stop()
  }
  process.on('message', () => void stop())
  process.once('SIGINT', () => {
    void finish()
  })
  report({ type: 'ready', url: server.url })
} catch (error) {
  report({ type: 'failed', name: (error as Error).name, message: (error as Error).message })
  process.disconnect()
}
