/** Rules for manifests and lock file, so that the same packages are installed tomorrow as today. */

/**
 * Dependencies without an exact version, as `manifest: name version`.
 * @param {Record<string, any>} manifests by the path to show
 */
export function inexactVersions(manifests) {
  return Object.entries(manifests).flatMap(([path, { dependencies, devDependencies, optionalDependencies }]) =>
    Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${path}: ${name} ${version}`),
  )
}

/**
 * Locked packages without a hash of their content, or from elsewhere than a registry.
 * @param {{packages: Record<string, any>}} lock
 * @param {readonly string[]} workspaces
 */
export function unsealedPackages({ packages }, workspaces) {
  const isSealed = ({ integrity = '', resolved = 'https://' }) =>
    integrity.startsWith('sha512-') && resolved.startsWith('https://')
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && !workspaces.includes(path) && link !== true)
    .filter(([, entry]) => !isSealed(entry))
    .map(([path]) => path)
}
