import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { generatedModels, startStandIn } from '../stand-in-upstream.mjs'

/**
 * Starts the built program on a free loopback port, with a stand-in upstream and an embedded database.
 * @param {string} root
 * @param {string} folder an empty one for its data
 * @param {Record<string, string>} [settings] more environment variables
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startProgram(root, folder, settings = {}) {
  const upstream = await startStandIn({ models: generatedModels() })
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    RATE_LIMIT: '0',
    OPENROUTER_BASE_URL: upstream.baseUrl,
    ...settings,
  }
  const child = spawn(process.execPath, [join(root, 'backend/bundle/main.js')], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await listeningUrl(child)
  const stop = async () => {
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await ended
    await upstream.close()
  }
  return { url, stop }
}

/** The program prints its address once it listens. */
function listeningUrl(child) {
  let output = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        const [, url] = /(http:\/\/\S+?)\/api\/models/.exec(output) ?? []
        if (url) resolve(url)
      })
    }
    child.once('close', (code) => reject(new Error(`the program exited with ${code}:\n${output}`)))
  })
}
