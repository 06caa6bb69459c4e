import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { generatedModels, startStandIn } from '../stand-in-upstream.mjs'

/**
 * The built program on a free port of loopback, with a stand-in for upstream and, where it can have one, a database of its own.
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startProgram(root, folder) {
  const upstream = await startStandIn({ models: generatedModels(), port: 0 })
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    RATE_LIMIT: '0',
    OPENROUTER_BASE_URL: upstream.baseUrl,
  }
  const program = spawn(process.execPath, [join(root, 'backend/bundle/main.js')], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await said(program, /(http:\/\/\S+?)\/api\/models/)
  return {
    url,
    stop: async () => {
      const ended = once(program, 'close')
      program.kill('SIGTERM')
      await ended
      await upstream.close()
    },
  }
}

function said(child, pattern) {
  let output = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text
        const found = pattern.exec(output)?.[1]
        if (found) resolve(found)
      })
    }
    child.once('close', (code) => reject(new Error(`it ended with ${code}:\n${output}`)))
  })
}
