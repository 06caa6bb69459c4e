import { spawnSync } from 'node:child_process'
import { readManifest } from '../package/runtime-dependencies.mjs'
import { thirdParties } from '../package/third-party.mjs'
import { PrepareError } from '../prepare/child.mjs'
import { npmCommand, npmEnv } from '../prepare/npm.mjs'

/**
 * @param {string} root with packages installed
 * @param {readonly string[]} rooms whose needs count; '' is the root
 * @returns {any} a CycloneDX document of what they need when they run
 * @throws {PrepareError}
 */
export function billOfMaterials(root, rooms) {
  const { command, args, shell } = npmCommand(process.env, process.execPath, process.platform)
  const ran = spawnSync(
    command,
    [...args, 'sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--loglevel=error'],
    { cwd: root, env: npmEnv(process.env), shell, encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  if (ran.status !== 0) throw new PrepareError(`npm sbom ended with ${ran.status}:\n${ran.stderr || ran.stdout}`)
  const shipped = new Set(
    rooms.flatMap((room) => thirdParties(root, room)).map(({ name, version }) => `${name}@${version}`),
  )
  const bill = JSON.parse(ran.stdout)
  bill.metadata.component.name = readManifest(root).name // npm calls it by the folder that it lies in
  return only(bill, (component) => component.name.startsWith('@modelkeep/') || shipped.has(nameOf(component)))
}

/** `--omit=dev` of npm 11 leaves out whatever a development package needs as well, `zod` and `react` among it: so we choose. */
function only(bill, isWanted) {
  const components = bill.components.filter((component) => isWanted({ ...component, name: fullName(component) }))
  const refs = new Set([bill.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])])
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }))
  return { ...bill, components, dependencies }
}

const fullName = ({ group, name }) => (group ? `${group}/${name}` : name)
const nameOf = (component) => `${component.name}@${component.version}`
