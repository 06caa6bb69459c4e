#!/usr/bin/env node
// Executes every line of the Dockerfile in scratch roots, then runs its command as its user with a read-only root, on a stand-in upstream.
// Called by scripts/check-deployment.mjs in a mount namespace of its own: run-dockerfile.mjs FOLDER. This machine's own system and Node
// stand for those of the base image.
import assert from 'node:assert/strict'
import { chownSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, delimiter, join, posix } from 'node:path'
import { createChecks } from '../clone-check/checks.mjs'
import { freePort, waitFor } from '../clone-check/program.mjs'
import { ROOT } from '../prepare/prepare.mjs'
import { generatedModels, startStandIn } from '../stand-in-upstream.mjs'
import { contextFiles, dockerIgnore, parseDockerfile } from './dockerfile.mjs'
import { copyInto, createScratchRoot, runIn, seal, startIn } from './scratch-root.mjs'

const START_MS = 60_000
const folder = process.argv[2]
const { check, counts } = createChecks({ print: (line) => console.log(line) })
// The lower layer of a scratch root is this machine's root, with this checkout in it: what npm added to PATH for it is no part of an image.
const imagePath = process.env.PATH.split(delimiter)
  .filter((path) => !/\bnode_modules\b/.test(path))
  .join(delimiter)
const base = {
  PATH: imagePath,
  HOME: '/root',
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(npm_config_registry|npm_config_cafile|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(name),
    ),
  ),
}

const stages = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))
const context = contextFiles(ROOT, dockerIgnore(readFileSync(join(ROOT, '.dockerignore'), 'utf8')))
const roots = new Map()
let last
for (const [at, stage] of stages.entries()) {
  const state = { root: createScratchRoot(join(folder, `stage-${at}`)), cwd: '/', env: { ...base } }
  roots.set(stage.name, state.root)
  for (const step of stage.steps) {
    const done = await check(
      `${stage.name}: ${step.instruction} ${step.text.slice(0, 80)}`,
      () => execute(step, state) ?? true,
    )
    if (done === undefined) end()
  }
  last = state
}
await serves(last)
end()

function execute({ instruction, flags, text, args }, state) {
  if (instruction === 'WORKDIR') {
    state.cwd = posix.resolve(state.cwd, text)
    mkdirSync(join(state.root, state.cwd), { recursive: true })
  } else if (instruction === 'ENV')
    Object.assign(state.env, Object.fromEntries(text.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2))))
  else if (instruction === 'USER') state.user = text
  else if (instruction === 'COPY') copy(text.split(/\s+/), flags.from, state)
  else if (instruction === 'RUN') {
    assert.doesNotMatch(text, /(^|\s)\//, 'a RUN line names an absolute path')
    runIn(state.root, args ?? ['/bin/sh', '-c', text], state)
  } else if (['ENTRYPOINT', 'CMD', 'HEALTHCHECK'].includes(instruction)) {
    assert.ok(args, 'it is not in exec form')
    state[instruction] = args
  } else if (instruction === 'VOLUME') state.volumes = args
  else assert.ok(['EXPOSE', 'STOPSIGNAL'].includes(instruction), `${instruction} is not known here`)
}

/** From the context, which is what .dockerignore leaves, or from an earlier stage. */
function copy(words, from, state) {
  const to = words.at(-1)
  const target = to.startsWith('/') ? to : `${state.cwd}/${to}`
  for (const word of words.slice(0, -1)) {
    if (from !== undefined) {
      copyInto(state.root, [{ path: join(roots.get(from), word), name: basename(word) }], target)
      continue
    }
    const files = word === '.' ? context : context.filter((path) => path === word || path.startsWith(`${word}/`))
    assert.ok(files.length > 0, `the context has no ${word}`)
    if (word === '.')
      for (const path of files)
        copyInto(state.root, [{ path: join(ROOT, path), name: basename(path) }], `${state.cwd}/${path}`)
    else
      copyInto(
        state.root,
        files.map((path) => ({ path: join(ROOT, path), name: basename(path) })),
        words.length > 2 && !target.endsWith('/') ? `${target}/` : target,
      )
  }
}

async function serves({ root, cwd, env, user, volumes, ENTRYPOINT, CMD, HEALTHCHECK }) {
  const models = generatedModels()
  const standIn = await startStandIn({ models })
  const port = await freePort()
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  chownSync(data, 1000, 1000)
  await check('it is not root', () => assert.match(String(user), /^[1-9]\d*:[1-9]\d*$/))
  await check('no package manager and no compiler is left in the last stage', () => {
    for (const name of ['npm', 'npx', 'corepack'])
      assert.throws(() => runIn(root, ['/bin/sh', '-c', `command -v ${name}`], { cwd, env }), `${name} is there`)
    for (const path of ['typescript', '.bin/tsc'])
      assert.throws(() => runIn(root, ['test', '-e', `node_modules/${path}`], { cwd, env }), `${path} is there`)
  })
  seal(root, Object.fromEntries(volumes.map((path) => [path, data])))
  await check('its root is read-only', () =>
    assert.throws(() => runIn(root, ['touch', 'x'], { cwd, env }), /Read-only/),
  )
  const { HOME: _, ...own } = env
  const running = {
    cwd,
    env: { ...own, HOME: '/home/node', PORT: String(port), OPENROUTER_BASE_URL: standIn.baseUrl },
    user,
  }
  const program = startIn(root, [...ENTRYPOINT, ...CMD], running)
  const url = `http://127.0.0.1:${port}`
  await check('ENTRYPOINT and CMD serve', () =>
    waitFor(async () => (await fetch(`${url}/readyz`)).ok, { what: 'GET /readyz', ms: START_MS, program }),
  )
  await check("GET /api/models is upstream's list", () =>
    waitFor(async () => (await (await fetch(`${url}/api/models`)).json()).total_count === models.length, {
      what: 'the list',
      ms: START_MS,
      program,
    }),
  )
  await check('without DATABASE_URL its own PostgreSQL keeps it, in the volume', () =>
    waitFor(async () => (await (await fetch(`${url}/api/syncs`)).json()).data?.[0]?.status === 'applied', {
      what: 'an applied sync',
      ms: START_MS,
      program,
    }),
  )
  await check('GET / is the page', async () => assert.match(await (await fetch(url)).text(), /src="\/assets\//))
  await check('HEALTHCHECK is content', () => runIn(root, HEALTHCHECK, running))
  await check('it stops on SIGTERM', async () => {
    program.kill('SIGTERM')
    await waitFor(() => program.ended() !== null, { what: 'its end', ms: START_MS })
    assert.equal(program.ended(), 0, program.output())
  })
  await check('HEALTHCHECK fails once it is gone', () => assert.throws(() => runIn(root, HEALTHCHECK, running)))
  program.kill('SIGKILL')
  await standIn.close()
}

function end() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  process.exit(counts.failed === 0 ? 0 : 1)
}
