// The ceiling of the platform: node:http, and nothing but ready buffers and ready headers.
//   node bench/peers/bare.mjs PORT RECORDING
import { createServer } from 'node:http'
import { encodingOf, readRecording } from './recording.mjs'

const [port, file] = process.argv.slice(2)
const answers = new Map()
for (const { path, encoding, etag, headers, body } of readRecording(file)) {
  const described = new Set(['content-type', 'content-length', 'content-encoding'])
  const ofNotModified = headers.flatMap((text, at) =>
    at % 2 === 0 && !described.has(text.toLowerCase()) ? [text, headers[at + 1]] : [],
  )
  if (!answers.has(path)) answers.set(path, {})
  answers.get(path)[encoding] = { etag, headers, ofNotModified, body }
}

const server = createServer((req, res) => {
  const answer = answers.get(req.url)?.[encodingOf(req.headers['accept-encoding'])]
  if (answer === undefined) return void res.writeHead(404).end()
  if (req.headers['if-none-match'] === answer.etag) return void res.writeHead(304, answer.ofNotModified).end()
  res.writeHead(200, answer.headers)
  res.end(answer.body)
})
server.keepAliveTimeout = 65_000
server.listen(Number(port), '127.0.0.1')
