import type { Logger } from '../observe/logger.js'

/** SIGHUP: tells a service to read OVERLAY_FILE again. */
export interface HangUps {
  /** From now on, `reload` is called for each signal, also for one that came before; null: there is nothing to reload. */
  handle(reload: (() => Promise<void>) | null, log: Logger): void
}

/**
 * Without a listener, SIGHUP ends the process. It keeps doing so for a program in a terminal that has nothing to reload, since it is how
 * a terminal says that it was closed.
 */
export function noteHangUps(): HangUps {
  let waiting = false
  let onHangUp = (): void => void (waiting = true)
  const listener = (): void => onHangUp()
  process.on('SIGHUP', listener)
  return {
    handle: (reload, log) => {
      if (reload !== null) {
        onHangUp = () => void reload()
        log.info({ event: 'sighup', pid: process.pid }, `kill -HUP ${process.pid} reads OVERLAY_FILE again`)
      } else if (process.stdout.isTTY) process.off('SIGHUP', listener)
      else onHangUp = () => log.info({ event: 'sighup' }, 'SIGHUP is ignored: OVERLAY_FILE is not set')
      if (waiting) onHangUp()
    },
  }
}
