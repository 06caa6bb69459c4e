/**
 * Which folder may import from which. This table is the only place; `npm run lint` enforces it.
 *
 * Every rule whose `folder` contains a file applies to that file. `mayImport` lists the only folders it may import from,
 * `mustNotImport` lists exceptions inside them. A `*` stands for one path segment; a file may always import from the folder that
 * matched its own rule. `packages` restricts npm packages and Node's modules. Tests may import anything.
 */
export const RULES = [
  {
    folder: 'catalog/src',
    mayImport: ['catalog/src'],
    packages: ['big.js', 'zod'],
    readsClock: false,
    why: 'the catalogue is pure: no I/O, no clock',
  },
  {
    folder: 'embedded-postgres/src',
    mayImport: ['embedded-postgres/src'],
    why: 'the embedded server is a library that knows nobody',
  },
  {
    folder: 'backend',
    mayImport: ['backend', 'catalog/src', 'embedded-postgres/src'],
    why: 'the service knows no page',
  },
  { folder: 'frontend', mayImport: ['frontend', 'catalog/src'], why: 'the page knows the service by its API only' },
  { folder: 'backend/src/lib', mayImport: [], why: 'helpers know nobody that uses them' },
  {
    folder: 'backend/src/catalogue',
    mayImport: ['backend/src/lib', 'catalog/src'],
    why: 'a catalogue in memory knows neither its source nor its users',
  },
  {
    folder: 'backend/src/upstream',
    mayImport: ['backend/src/lib', 'catalog/src'],
    why: 'the client knows neither storage nor server',
  },
  {
    folder: 'backend/src/postgres',
    mustNotImport: ['backend/src/http', 'backend/src/upstream', 'backend/src/snapshot'],
    why: 'storage knows neither upstream nor what is served',
  },
  {
    folder: 'backend/src/snapshot',
    mayImport: ['backend/src/catalogue', 'backend/src/lib', 'catalog/src'],
    why: 'a snapshot knows neither its source nor its server',
  },
  {
    folder: 'backend/src/sync',
    mayImport: [
      'backend/src/upstream',
      'backend/src/snapshot',
      'backend/src/postgres',
      'backend/src/catalogue',
      'backend/src/observe',
      'backend/src/lib',
      'backend/src/config.js',
      'catalog/src',
    ],
    why: 'the flow of a sync knows neither server nor history',
  },
  {
    folder: 'backend/src/observe',
    mustNotImport: ['backend/src/http', 'backend/src/postgres', 'backend/src/snapshot', 'backend/src/upstream'],
    why: 'log and metrics know nobody that uses them',
  },
]
