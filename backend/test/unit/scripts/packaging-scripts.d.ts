// The parts of the scripts around packing and deploying that tests use.
declare module '*/deployment/dockerfile.mjs' {
  interface Step {
    instruction: string
    flags: Record<string, string>
    text: string
    args: string[] | null
  }
  export function parseDockerfile(text: string): { base: string; name: string; steps: Step[] }[]
  export function dockerIgnore(text: string): (path: string) => boolean
  export function contextFiles(root: string, isIgnored: (path: string) => boolean): string[]
}

declare module '*/package/runtime-dependencies.mjs' {
  export function runtimeDependencies(root: string): Record<string, string>
}

declare module '*/package/third-party.mjs' {
  export function thirdParties(root: string, room: string): { name: string; version: string; licence: string }[]
}

declare module '*/supply/audit.mjs' {
  export function readAudit(ran: { status: number | null; stdout: string }): {
    verdict: 'clean' | 'found' | 'unanswered'
    text: string
  }
}

declare module '*/supply/licences.mjs' {
  export function isAllowed(expression: string): boolean
}

declare module '*/supply/lock-rules.mjs' {
  export function inexactVersions(manifests: Record<string, unknown>): string[]
  export function unsealedPackages(lock: { packages: Record<string, unknown> }, workspaces: readonly string[]): string[]
}
