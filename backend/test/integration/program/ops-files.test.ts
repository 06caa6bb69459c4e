import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startTestApp, type TestApp } from '../../helpers/test-app.js'

interface Panel {
  id: number
  type: string
  title: string
  targets?: { expr: string }[]
  gridPos: { x: number; y: number; w: number; h: number }
}

const file = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
const read = (path: string): string => readFileSync(file(path), 'utf8')
const dashboard = JSON.parse(read('ops/grafana-dashboard.json')) as {
  panels: Panel[]
  templating: { list: { query: string | { query: string } }[] }
}
const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
const queries = dashboard.templating.list.map(({ query }) => (typeof query === 'string' ? query : query.query))

let upstream: FakeUpstream
let app: TestApp
beforeAll(async () => {
  upstream = await startFakeUpstream()
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url })
})
afterAll(async () => {
  await app?.stop()
  await upstream?.close()
})

const ours = /\b(?:modelkeep|http_server|db_client|nodejs|process)_[a-z0-9_]+\b/g
const withoutSuffix = (name: string): string => name.replace(/_(?:bucket|count|sum)$/, '')

describe('the files in ops/', () => {
  it.each([['ops/alerts.yml'], ['ops/alerts.test.yml'], ['ops/grafana-dashboard.json']])(
    'use only metrics that exist: %s',
    async (path) => {
      const exposed = new Set(
        [...(await (await app.fetch('/metrics')).text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name),
      )
      const wanted = new Set(read(path).match(ours))
      expect(wanted.size).toBeGreaterThan(5)
      expect([...wanted].filter((name) => !exposed.has(name) && !exposed.has(withoutSuffix(name)))).toEqual([])
    },
  )

  it('use only label values that exist', async () => {
    const text = await (await app.fetch('/metrics')).text()
    for (const [name, label, value] of [
      ['modelkeep_database_state', 'state', 'lost'],
      ['modelkeep_database_state', 'state', 'refused'],
      ['modelkeep_database_state', 'state', 'starting'],
      ['modelkeep_syncs_total', 'status', 'failed'],
      ['modelkeep_syncs_total', 'status', 'unchanged'],
      ['modelkeep_breaker_state', 'state', 'open'],
      ['modelkeep_requests_refused_total', 'reason', 'overload'],
    ]) {
      expect(text).toMatch(new RegExp(`^${name}\\{[^}]*${label}="${value}"`, 'm'))
    }
  })

  it('docs/operations.md documents every variable', () => {
    const variables = [...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name ?? '')
    expect(variables.length).toBeGreaterThan(10)
    expect(variables.filter((name) => !read('docs/operations.md').includes(`\`${name}\``))).toEqual([])
  })

  it('docs/operations.md has a section for each alert', () => {
    const alerts = [...read('ops/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '')
    const headings = [...read('docs/operations.md').matchAll(/^#+ (\w+)$/gm)].map(([, name]) => name ?? '')
    expect(alerts.length).toBeGreaterThan(10)
    expect(alerts.filter((name) => !headings.includes(name))).toEqual([])
    expect(alerts.every((name) => read('ops/alerts.yml').includes(`#${name.toLowerCase()}`))).toBe(true)
  })
})

describe('ops/grafana-dashboard.json', () => {
  it('shows every metric that has an alert', () => {
    const shown = new Set(expressions.join(' ').match(ours))
    expect([...new Set(read('ops/alerts.yml').match(ours))].filter((name) => !shown.has(name))).toEqual([])
  })

  it('has panels with unique ids and positions', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
    const overlaps = panels.flatMap((one, nr) =>
      panels
        .slice(nr + 1)
        .filter((other) => meet(one.gridPos, other.gridPos))
        .map((other) => `${one.title} / ${other.title}`),
    )
    expect(overlaps).toEqual([])
    expect(panels.filter(({ type, targets = [] }) => type !== 'row' && targets.length === 0)).toEqual([])
  })
})

function meet(a: Panel['gridPos'], b: Panel['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

describe('promtool', () => {
  const promtool = (...args: string[]): [number | null, string] => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' })
    return [status, stdout + stderr]
  }

  it('accepts the alert rules, and their tests pass', ({ skip }) => {
    if (!hasPromtool) skip('promtool is not installed: apt-get install -y prometheus')
    expect(promtool('check', 'rules', file('ops/alerts.yml'))).toEqual([0, expect.stringContaining('SUCCESS')])
    expect(promtool('test', 'rules', file('ops/alerts.test.yml'))).toEqual([0, expect.stringContaining('SUCCESS')])
  })

  it('accepts the queries of the dashboard', ({ skip }) => {
    if (!hasPromtool) skip('promtool is not installed: apt-get install -y prometheus')
    expect(expressions.length).toBeGreaterThan(20)
    expect(queries.some((query) => query.includes('modelkeep_snapshot_models'))).toBe(true)
    const folder = mkdtempSync(join(tmpdir(), 'modelkeep-ops-'))
    try {
      const rules = expressions.map((expr, nr) => ({
        record: `panel:${nr}`,
        expr: expr.replaceAll('$__rate_interval', '5m'),
      }))
      writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules }] })) // JSON is YAML
      expect(promtool('check', 'rules', join(folder, 'rules.yml'))).toEqual([
        0,
        expect.stringContaining(`${rules.length} rules`),
      ])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
