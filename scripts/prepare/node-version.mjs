// Loaded first, on whatever Node there is: no imports, and only syntax that Node 12 can parse.
const OLDEST = [20, 19]

/**
 * @param {string} version as in process.versions.node, such as '18.20.4'
 * @returns {string | null} a line for the user whose Node is too old; null if it is new enough
 */
export function nodeRefusal(version) {
  const [major, minor] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return `Modelkeep needs Node ${OLDEST.join('.')} or later, and this is Node ${version}. Install a newer one (24 is recommended) and try again.`
}

/** Ends the process with one clear line if Node is too old. */
export function refuseOldNode() {
  const refusal = nodeRefusal(process.versions.node)
  if (refusal === null) return
  console.error(refusal)
  process.exit(1)
}
