import { spawnSync } from 'node:child_process'
import { readManifest } from '../package/runtime-dependencies.mjs'
import { thirdParties } from '../package/third-party.mjs'
import { NPM, npmEnv } from '../prepare/npm.mjs'

/** The workspaces that are shipped: the packed program, and the page that is compiled into it. */
const SHIPPED = ['', 'catalog', 'backend', 'frontend']

/**
 * All third-party packages that the shipped workspaces need at run time.
 * @param {string} root
 */
export function shippedPackages(root) {
  const all = SHIPPED.flatMap((workspace) => thirdParties(root, workspace))
  return [...new Map(all.map((one) => [one.path, one])).values()]
}

/**
 * A CycloneDX document of what is shipped.
 * @param {string} root with all packages installed
 * @returns {any}
 */
export function billOfMaterials(root) {
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--loglevel=error']
  const { status, stdout, stderr } = spawnSync(NPM.command, args, {
    cwd: root,
    env: npmEnv(process.env),
    shell: NPM.shell,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(`npm sbom exited with ${status}:\n${stderr || stdout}`)
  const bill = JSON.parse(stdout)
  bill.metadata.component.name = readManifest(root).name // npm names it after its folder
  const shipped = new Set(shippedPackages(root).map(({ name, version }) => `${name}@${version}`))
  // npm's own `--omit=dev` also drops packages, such as zod and react, that a development package needs as well.
  return keepComponents(
    bill,
    (name, version) => /^@modelkeep\/(catalog|backend|frontend)$/.test(name) || shipped.has(`${name}@${version}`),
  )
}

function keepComponents(bill, isWanted) {
  const components = bill.components.filter(({ group, name, version }) =>
    isWanted(group ? `${group}/${name}` : name, version),
  )
  const refs = new Set([bill.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])])
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }))
  return { ...bill, components, dependencies }
}
