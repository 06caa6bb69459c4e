// Loaded into the program by NODE_OPTIONS=--import. Appends one line of JSON per second to the file that MODELKEEP_PROBE names. Every 30 s
// it collects garbage first, so that only retained memory is measured.
import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const file = process.env.MODELKEEP_PROBE
const resolutionMs = 5
const collectEvery = 30

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')
const delay = monitorEventLoopDelay({ resolution: resolutionMs })
delay.enable()
let seconds = 0
let native = Infinity // minimum of other memory since the last collection: compression needs megabytes for a short time

setInterval(() => {
  seconds += 1
  const collected = seconds % collectEvery === 0
  const loop = {
    p99: Math.max(0, delay.percentile(99) / 1e6 - resolutionMs),
    worst: Math.max(0, delay.max / 1e6 - resolutionMs),
  }
  delay.reset()
  if (collected) gc()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  native = Math.min(native, external - arrayBuffers)
  appendFileSync(
    file,
    `${JSON.stringify({ at: Date.now(), collected, loop, rss, held: heapUsed + arrayBuffers + native })}\n`,
  )
  if (collected) native = Infinity
}, 1000).unref()
