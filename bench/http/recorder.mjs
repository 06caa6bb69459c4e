// Records the program's own answers once, for the peers, and gives them to nginx as its upstream.
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { encodingOf, readRecording } from '../peers/recording.mjs'
import { ask } from './ask.mjs'

const encodings = ['br', 'gzip', 'identity']
const perConnection = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])
const steadyForMs = 2_500
const settledWithinMs = 30_000

/** Waits until the list is compressed as well as it will be: its size is the known one, or has not changed for a while. */
export async function settled(port, knownBytes = null) {
  const giveUpAt = performance.now() + settledWithinMs
  let [bytes, since] = [-1, 0]
  while (performance.now() < giveUpAt) {
    const { body } = await ask(port, '/api/models', { headers: { 'accept-encoding': 'br' } })
    if (body.length === knownBytes) return
    if (body.length !== bytes) [bytes, since] = [body.length, performance.now()]
    else if (performance.now() - since > steadyForMs) return
    await sleep(100)
  }
  throw new Error('the compressed list does not settle')
}

/** Writes every path in every encoding, as answered from the program's cache; returns the bytes of the list in brotli. */
export async function recordAnswers(port, paths, file) {
  const recorded = []
  for (const path of new Set(paths)) {
    for (const encoding of encodings) {
      const asked = { headers: { 'accept-encoding': encoding } }
      await ask(port, path, asked) // now it is in the cache
      const { status, headers, rawHeaders, body } = await ask(port, path, asked)
      if (status !== 200) throw new Error(`${path}: ${status} ${body.toString().slice(0, 300)}`)
      const kept = rawHeaders.flatMap((text, at) =>
        at % 2 === 0 && !perConnection.has(text.toLowerCase()) ? [text, rawHeaders[at + 1]] : [],
      )
      recorded.push({ path, encoding, etag: headers.etag, headers: kept, body: body.toString('base64') })
    }
  }
  writeFileSync(file, JSON.stringify(recorded))
}

/** The upstream of nginx: each answer in the one encoding that nginx asks for. */
export async function serveRecording(file) {
  const answers = new Map(readRecording(file).map((answer) => [`${answer.path} ${answer.encoding}`, answer]))
  const server = createServer((req, res) => {
    const answer = answers.get(`${req.url} ${encodingOf(req.headers['accept-encoding'])}`)
    if (answer === undefined) return void res.writeHead(404).end()
    res.writeHead(200, answer.headers)
    res.end(answer.body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: server.address().port,
    listBytes: answers.get('/api/models br').body.length,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
