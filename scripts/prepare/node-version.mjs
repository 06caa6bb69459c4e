// Read before anything else on whatever Node is there: no imports, and no syntax that Node 12 cannot parse.
const OLDEST = [20, 19]

/**
 * What to tell someone whose Node is too old, or null where it is new enough.
 * @param {string} version as in process.versions.node, such as '18.20.4'
 * @returns {string | null} one line
 */
export function nodeRefusal(version) {
  const [major, minor] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return `Modelkeep needs Node ${OLDEST.join('.')} or later, and this is Node ${version}: install a newer one (24 is recommended) and try again.`
}

/** Ends the process with that one line where Node is too old. */
export function refuseOldNode() {
  const refusal = nodeRefusal(process.versions.node)
  if (refusal === null) return
  console.error(refusal)
  process.exit(1)
}
