// Records the program's own responses, which the bare server sends.
import { writeFileSync } from 'node:fs'
import { sendRequest } from './send-request.mjs'

const perConnection = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

/** Writes the cached response of each scenario with its headers. @param {{path: string, encoding: string}[]} scenarios */
export async function recordResponses(port, scenarios, file) {
  const recorded = []
  for (const { path, encoding } of scenarios) {
    const options = { headers: { 'accept-encoding': encoding } }
    await sendRequest(port, path, options) // from now on it is cached
    const { status, headers, rawHeaders, body } = await sendRequest(port, path, options)
    if (status !== 200) throw new Error(`${path}: ${status} ${body.toString().slice(0, 300)}`)
    const kept = rawHeaders.flatMap((text, at) =>
      at % 2 === 0 && !perConnection.has(text.toLowerCase()) ? [text, rawHeaders[at + 1]] : [],
    )
    recorded.push({ path, encoding, etag: headers.etag, headers: kept, body: body.toString('base64') })
  }
  writeFileSync(file, JSON.stringify(recorded))
}
