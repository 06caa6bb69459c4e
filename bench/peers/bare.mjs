// The ceiling of the platform: node:http with nothing but prebuilt bytes and headers.
//   node bench/peers/bare.mjs PORT RECORDING
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [port, file] = process.argv.slice(2)
const described = new Set(['content-type', 'content-length', 'content-encoding'])
const responses = new Map(
  JSON.parse(readFileSync(file, 'utf8')).map(({ path, etag, headers, body }) => {
    const ofNotModified = headers.flatMap((text, at) =>
      at % 2 === 0 && !described.has(text.toLowerCase()) ? [text, headers[at + 1]] : [],
    )
    return [path, { etag, headers, ofNotModified, body: Buffer.from(body, 'base64') }]
  }),
)

const server = createServer((req, res) => {
  const response = responses.get(req.url)
  if (response === undefined) return void res.writeHead(404).end()
  if (req.headers['if-none-match'] === response.etag) return void res.writeHead(304, response.ofNotModified).end()
  res.writeHead(200, response.headers)
  res.end(response.body)
})
server.keepAliveTimeout = 65_000
server.listen(Number(port), '127.0.0.1')
