/** Opens connections in a separate process and holds them: see many-clients.ts. Arguments: port, number, and the path to request. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { ClientCounts } from './many-clients.js'

const [port, count, path = ''] = process.argv.slice(2)
const report = (counts: ClientCounts): void => void process.send?.(counts)
const batch = 200
let [answered, changes, closed] = [0, 0, 0]

async function open(): Promise<void> {
  const socket: Socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.once('close', () => report({ open: opened - ++closed, answered, changes }))
  if (path === '') return
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  socket.on('data', (chunk) => {
    changes += String(chunk).split('event: change').length - 1
    report({ open: opened - closed, answered, changes })
  })
  await once(socket, 'data')
  answered++
}

let opened = 0
while (opened < Number(count)) {
  const now = Math.min(batch, Number(count) - opened)
  await Promise.all(Array.from({ length: now }, open))
  opened += now
  report({ open: opened - closed, answered, changes })
}
process.on('disconnect', () => process.exit(0))
