const POLL_MS = 500

/**
 * Stops this process with SIGTERM when the npm that started it is gone. npm sends a SIGTERM to a shell, which dies without
 * passing it on, so the program would keep running with nobody to stop it. Does nothing if npm did not start the process.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event && !process.env.npm_command) return
  const parent = process.ppid
  const poll = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(poll)
    process.kill(process.pid, 'SIGTERM')
  }, POLL_MS)
  poll.unref()
}
