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
  {
    folder: 'backend/src/upstream',
    mustNotImport: ['backend/src/postgres', 'backend/src/http', 'backend/src/snapshot'],
    why: 'the client knows neither storage nor server',
  },
  {
    folder: 'backend/src/postgres',
    mustNotImport: ['backend/src/http', 'backend/src/upstream', 'backend/src/snapshot'],
    why: 'storage knows neither upstream nor what is served',
  },
  {
    folder: 'backend/src/snapshot',
    mustNotImport: ['backend/src/http', 'backend/src/postgres'],
    why: 'a snapshot knows neither its storage nor its server',
  },
  {
    folder: 'backend/src/observe',
    mustNotImport: ['backend/src/http', 'backend/src/postgres', 'backend/src/snapshot', 'backend/src/upstream'],
    why: 'log and metrics know nobody that uses them',
  },
]
