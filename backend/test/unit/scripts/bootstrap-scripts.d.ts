// The scripts are plain JavaScript, so that they run before anything is installed. These are the parts that tests use.
type Say = { say: (line: string) => void }

declare module '*/prepare/node-version.mjs' {
  export function nodeRefusal(version: string): string | null
}

declare module '*/prepare/child.mjs' {
  export class PrepareError extends Error {
    readonly code: string
    readonly exitCode: number
  }
}

declare module '*/prepare/npm.mjs' {
  export function npmCommand(
    env: NodeJS.ProcessEnv,
    node: string,
    platform: NodeJS.Platform,
  ): { command: string; args: string[]; shell: boolean }
  export function npmEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv
}

declare module '*/prepare/lock.mjs' {
  export function withCheckoutLock<T>(
    root: string,
    options: Say,
    work: (lock: { track: (pid: number) => void }) => Promise<T>,
  ): Promise<T>
}

declare module '*/prepare/install.mjs' {
  type Runtime = { node: string; platform: string }
  export function runtimeHere(): Runtime
  export function installState(root: string, runtime: Runtime): 'ready' | 'adopt' | 'rebuild' | 'install'
  export function ensureInstalled(
    root: string,
    options: Say & { runtime?: Runtime; env?: NodeJS.ProcessEnv },
  ): Promise<void>
}

declare module '*/prepare/build.mjs' {
  export function buildState(root: string): 'ready' | 'build' | 'force'
  export function ensureBuilt(root: string, options: Say): Promise<void>
}

declare module '*/vitest-results.mjs' {
  type Results = {
    passed: number
    failed: number
    skipped: number
    skips: { test: string; reason?: string }[]
    failures: string[]
  }
  export function countResults(modules: Iterable<unknown>, unhandledErrors: readonly unknown[], root: string): Results
}

declare module '*/run-tests.mjs' {
  export function runnersFor(args: string[]): { name: string }[]
  export function summary(results: {
    passed: number
    failed: number
    skipped: number
    skips: { test: string; reason?: string }[]
  }): string
}

declare module '*/dependencies/rooms.mjs' {
  export function findImports(source: string): string[]
  export function findViolations(root: string): string[]
}

declare module '*/stand-in-upstream.mjs' {
  type Model = { id: string; [key: string]: unknown }
  export function startStandIn(options: {
    models: Model[]
    port?: number
  }): Promise<{ baseUrl: string; close: () => Promise<void> }>
  export function generatedModels(): Model[]
}

declare module '*/seed/rules.mjs' {
  export function perToken(usdPerMillion: number): string
  export function toSeedModels(
    source: Record<string, Record<string, unknown>>,
  ): { id: string; [key: string]: unknown }[]
  export function serialiseSeed(seed: { origin: object; as_of: string; data: object[] }): string
}

declare module '*/seed/package.mjs' {
  export function readTarEntry(tarball: Buffer, name: string): Buffer
}
