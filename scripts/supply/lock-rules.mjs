/** What must hold of manifests and lock file, so that the same packages are installed tomorrow as were today. */

/**
 * Every dependency that is not of an exact version, as `manifest: name version`.
 * @param {Record<string, any>} manifests by the path to show
 */
export function inexactVersions(manifests) {
  return Object.entries(manifests).flatMap(
    ([path, { dependencies = {}, devDependencies = {}, optionalDependencies = {} }]) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} ${version}`),
  )
}

/**
 * Every locked package whose content is not fixed by a hash, or that does not come from a registry.
 * @param {{packages: Record<string, any>}} lock
 * @param {readonly string[]} workspaces
 */
export function unsealedPackages({ packages }, workspaces) {
  return Object.entries(packages)
    .filter(([path, { link }]) => path !== '' && !workspaces.includes(path) && link !== true)
    .filter(
      ([, { integrity = '', resolved = 'https://' }]) =>
        !integrity.startsWith('sha512-') || !resolved.startsWith('https://'),
    )
    .map(([path]) => path)
}
