const LOOK_MS = 500

/**
 * Ends this process as SIGTERM would, once the npm that started it is gone. npm passes SIGTERM on to a shell, and the
 * shell dies of it without a word to its child: the program would go on with nobody left to stop it.
 * Does nothing where npm did not start it.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event && !process.env.npm_command) return
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_MS)
  look.unref()
}
