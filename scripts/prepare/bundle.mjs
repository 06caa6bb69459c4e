// Joins the compiled program into a few files, from the checkout's root: `node scripts/prepare/bundle.mjs`. Loading its 250 modules
// one by one was half of what a start takes. Only our own code is joined: packages stay what npm installed.
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

const OWN = /^(\.|@modelkeep\/)/
const ours = {
  name: 'ours',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^/]/ }, ({ path, kind }) =>
      kind === 'entry-point' || OWN.test(path) ? undefined : { path, external: true },
    ),
}

const OUT = 'backend/bundle'

try {
  rmSync(OUT, { recursive: true, force: true })
  await build({
    entryPoints: { main: 'backend/dist/main.js', cli: 'backend/dist/cli/main.js' },
    outdir: OUT,
    bundle: true,
    splitting: true, // what is loaded when needed stays so
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    plugins: [ours],
    logLevel: 'warning',
  })
} catch {
  process.exitCode = 1 // it has printed why
}
