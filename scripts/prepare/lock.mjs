import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 200

/** @param {string} root @returns {string} the lock file; it contains the process id of its owner */
export function lockFile(root) {
  return join(root, '.prepare-lock')
}

/**
 * Waits until no other process prepares this checkout. The lock of a process that has died is taken over.
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<() => void>} releases the lock
 */
export async function acquireLock(root, say) {
  const path = lockFile(root)
  for (let announced = false; ; await sleep(POLL_MS)) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isAbandoned(path)) rmSync(path, { force: true })
    else if (!announced) {
      announced = true
      say(`Waiting for another start that prepares this checkout. If there is none, delete ${path}.`)
    }
  }
}

function isAbandoned(path) {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
