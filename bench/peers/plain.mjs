// The stack that most would write: Express, node-cache, res.json, compression.
//   node bench/peers/plain.mjs PORT RECORDING cloning|not-cloning
import compression from 'compression'
import express from 'express'
import NodeCache from 'node-cache'
import { readRecording } from './recording.mjs'

const [port, file, mode] = process.argv.slice(2)
const cache = new NodeCache({ stdTTL: 86_400, useClones: mode === 'cloning' })
for (const { path, encoding, body } of readRecording(file))
  if (encoding === 'identity') cache.set(path, JSON.parse(body.toString()))

const app = express()
app.use(compression())
app.use((req, res) => {
  const value = cache.get(req.originalUrl)
  if (value === undefined) return void res.status(404).json({ error: 'not found' })
  res.json(value)
})
app.listen(Number(port), '127.0.0.1')
