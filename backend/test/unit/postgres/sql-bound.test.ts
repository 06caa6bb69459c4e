import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../../src/', import.meta.url))
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

/** By file, the expressions allowed within `${}` in SQL. Each was reviewed: it is constant SQL. All values are bound parameters. */
const fragments: Readonly<Record<string, readonly string[]>> = {
  'postgres/connection/listen.ts': ['syncChannel', 'current.escapeIdentifier(rows[0]!.channel)'],
  // Statements in messages, for a person to run.
  'postgres/database-error.ts': ['schema', 'role'],
  'postgres/setup/prepare-schema.ts': [
    'quoted(schema)',
    'quoted(older.owner)',
    'quoted(role)',
    'quoted(foreign.owner)',
  ],
  'postgres/setup/installation.ts': ['name', 'quoted(role)', 'path'],
  'postgres/migrate.ts': ['migrationLock'],
  'postgres/queries/insert-sync.ts': ['syncChannel'],
  'postgres/queries/change-filter-sql.ts': [
    'value',
    "number('change.after')",
    "number('change.before')",
    'mayExceedPercent',
  ],
  'postgres/queries/change-rows.ts': [
    'changeColumns',
    'changeJoins',
    'filterConditions',
    'name',
    'needed',
    'isHidden',
    "asNeighbour('earlier')",
    "asNeighbour('later')",
    "neighboursOf('change.is_last')",
    "neighboursOf('change.is_first')",
  ],
  'postgres/queries/add-removed-models.ts': ["contextLengthIn('body')", "createdIn('body')"],
  'postgres/queries/write-current.ts': ["contextLengthIn('body')", "createdIn('body')"],
  'postgres/queries/repair-current-models.ts': ["contextLengthIn('intact.body')", "createdIn('intact.body')"],
  'postgres/queries/model-columns.ts': ['json'],
  'postgres/queries/current-models.ts': ['listed'],
  'postgres/queries/insert-changes.ts': ['columns', 'derived'],
  'postgres/queries/quarantine.ts': ['columns'],
  'postgres/queries/live-changes.ts': ['changeColumns', 'changeJoins'],
  'postgres/queries/model-as-of.ts': ['facet', "newest('model')", "newest('benchmarks')", 'facts'],
  'postgres/queries/rebuild-removed-models.ts': [
    'facet',
    "versionsOf('model')",
    "versionsOf('benchmarks')",
    'newestFirst',
    'removal',
    'lastBody',
    "contextLengthIn('body.json')",
    "createdIn('body.json')",
  ],
  'postgres/queries/ever-seen-models.ts': ['everSeenModels'],
  'watches/queries/claim-messages.ts': ['hasClaim'],
  'watches/queries/repeat-events.ts': ['dueAgain'],
  'watches/queries/insert-events.ts': ["dueSql('watch.grouping')"],
  'watches/queries/watch-rows.ts': ['columns', "dueSql('$2')"],
  'postgres/queries/removed-models.ts': ['everSeenModels'],
  'postgres/queries/unlisted-at.ts': ['everSeenModels'],
  'postgres/queries/sync-log.ts': ['columns'],
  // The program's own numbers and constants: SET accepts no parameters.
  'postgres/connection/transaction.ts': ['timeoutMs', 'idleTimeoutMs ?? longestIdleMs', 'lockTimeoutMs'],
}

/** Matches text that is SQL. */
const isSql =
  /\b(?:SELECT|INSERT INTO|UPDATE \w+|DELETE FROM|LISTEN|NOTIFY|pg_notify|SET LOCAL|TRUNCATE|ALTER|CREATE (?:ROLE|DATABASE|TABLE)|WHERE|CASE WHEN)\b/

describe('SQL', () => {
  it('is found in the sources', () => {
    expect(files.filter((file) => texts(file).length > 0).length).toBeGreaterThan(25)
  })

  it.each(files.filter((file) => texts(file).some((text) => text.includes('${'))))(
    'interpolates only constant SQL: %s',
    (file) => {
      const found = texts(file).flatMap((text) => interpolated(text))
      expect(
        [...new Set(found)].filter((fragment) => !(fragments[file.replaceAll('\\', '/')] ?? []).includes(fragment)),
      ).toEqual([])
    },
  )

  it('is never concatenated with +', () => {
    for (const file of files)
      expect(read(file), file).not.toMatch(/\.query(?:<[^(]*>)?\(\s*(?:'[^']*'|`[^`]*`|"[^"]*")\s*\+/)
  })
})

function read(file: string): string {
  return readFileSync(join(src, file), 'utf8')
}

/** The template literals of a file that are SQL. */
function texts(file: string): string[] {
  return templates(read(file)).filter((text) => isSql.test(text))
}

/** The outermost template literals, including their interpolations. */
function templates(source: string): string[] {
  const found: string[] = []
  for (let start = source.indexOf('`'); start !== -1;) {
    const end = endOf(source, start + 1)
    found.push(source.slice(start + 1, end))
    start = source.indexOf('`', end + 1)
  }
  return found
}

/** The end of the template that starts at `from`. */
function endOf(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '`') return at
    else if (source.startsWith('${', at)) at = endOfInterpolation(source, at + 2)
  }
  return source.length
}

function endOfInterpolation(source: string, from: number): number {
  let depth = 1
  for (let at = from; at < source.length; at++) {
    if (source[at] === '`') at = endOf(source, at + 1)
    else if (source[at] === '{') depth++
    else if (source[at] === '}' && --depth === 0) return at
  }
  return source.length
}

function interpolated(text: string): string[] {
  const found: string[] = []
  for (let at = text.indexOf('${'); at !== -1;) {
    const end = endOfInterpolation(text, at + 2)
    found.push(text.slice(at + 2, end))
    at = text.indexOf('${', end)
  }
  return found
}
