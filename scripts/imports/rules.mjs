/**
 * Which folder may import from which. This table is the only place; `npm run lint` enforces it.
 *
 * Every rule whose `folder` contains a file applies to that file. `mayImport` lists the only folders it may import from,
 * `mustNotImport` lists exceptions inside them. A `*` stands for one path segment. A file may always import from the folder that
 * matched its own rule. `packages` lists the only packages, Node's own included, that it may import. Tests may import anything.
 */
export const RULES = [
  {
    folder: 'catalog/src',
    mayImport: ['catalog/src'],
    packages: ['big.js', 'jsonc-parser', 'papaparse', 'zod'],
    readsClock: false,
    why: 'the catalogue is pure: no I/O, no clock',
  },
  {
    folder: 'embedded-postgres/src',
    mayImport: ['embedded-postgres/src'],
    why: 'the embedded server is an independent library',
  },
  {
    folder: 'backend',
    mayImport: ['backend', 'catalog/src', 'embedded-postgres/src'],
    why: 'the service does not depend on the page',
  },
  { folder: 'frontend', mayImport: ['frontend', 'catalog/src'], why: 'the page uses the service through its API only' },
  { folder: 'backend/src/lib', mayImport: [], why: 'helpers do not depend on their users' },
  {
    folder: 'backend/src/catalogue',
    mayImport: ['backend/src/lib', 'catalog/src'],
    why: 'a catalogue in memory depends neither on its source nor on its users',
  },
  {
    folder: 'backend/src/upstream',
    mayImport: ['backend/src/lib', 'catalog/src'],
    why: 'the client of upstream depends neither on storage nor on the server',
  },
  {
    folder: 'backend/src/postgres',
    mustNotImport: ['backend/src/http', 'backend/src/upstream', 'backend/src/snapshot'],
    why: 'storage depends neither on upstream nor on what is served',
  },
  {
    folder: 'backend/src/snapshot',
    mayImport: ['backend/src/catalogue', 'backend/src/lib', 'catalog/src'],
    why: 'a snapshot depends neither on its source nor on the server',
  },
  {
    folder: 'backend/src/overlay',
    mayImport: [
      'backend/src/catalogue',
      'backend/src/history',
      'backend/src/lib',
      'backend/src/observe',
      'backend/src/snapshot',
      'catalog/src',
    ],
    why: 'the overlay depends neither on the server nor on what is stored',
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
    why: 'the flow of a sync depends neither on the server nor on history',
  },
  {
    folder: 'backend/src/observe',
    mustNotImport: ['backend/src/http', 'backend/src/postgres', 'backend/src/snapshot', 'backend/src/upstream'],
    why: 'log and metrics do not depend on what they observe',
  },
  {
    folder: 'backend/src/mcp',
    mayImport: [
      'backend/src/http/routes',
      'backend/src/http/response',
      'backend/src/http/route.js',
      'backend/src/http/responder.js',
      'backend/src/cli/source',
      'backend/src/snapshot',
      'backend/src/lib',
      'catalog/src',
    ],
    why: 'tools use the routes, and what checks models, as values: they have no logic of their own',
  },
  {
    folder: 'frontend/src/features/*',
    mustNotImport: ['frontend/src/app', 'frontend/src/features/*'],
    why: 'a feature imports from shared/, not from app/ or another feature',
  },
  {
    folder: 'frontend/src/shared',
    mustNotImport: ['frontend/src/app', 'frontend/src/features'],
    why: 'shared/ depends neither on app/ nor on features/',
  },
]
