import { createDocument } from 'zod-openapi'
import { programVersion } from '../../lib/version.js'
import { apiRoutes } from '../routes/routes.js'
import { withInputLimits } from './input-limits.js'
import { contractPaths } from './operation.js'

const description = `A durable, always-answering copy of the AI-model catalogue that OpenRouter publishes: served from memory, whatever happens to PostgreSQL or to OpenRouter.

**Freshness.** Every response from the catalogue carries its age (\`Age\`: seconds since upstream last confirmed it) and its source (\`X-Data-Source\`), and supports \`If-None-Match\` and \`If-Modified-Since\`. Every GET route also supports HEAD. Bodies of 1 KB and more are compressed with brotli or gzip for clients that accept it.

**Limits.** Each address may make about 100 requests per second that need work, with a burst of 1,000 (\`RateLimit\`, \`RateLimit-Policy\`; then 429 with \`Retry-After\`). Cached responses, health and metrics never count. An overloaded service responds with 503 and \`Retry-After\`.

**Errors** are RFC 9457 problem details (\`application/problem+json\`) with the \`error\` member of OpenRouter's and OpenAI's APIs, in which \`code\` is the HTTP status; also for unknown routes (404) and malformed HTTP (400, 408, 431).

**Invalid input** is a 400 that names it: an unknown parameter, a repeated one, a query string of more than 8192 characters, a broken percent-encoding.`

/** The OpenAPI 3.1 description of every documented route. */
export function createContract(): ReturnType<typeof createDocument> {
  return withInputLimits(
    createDocument({
      openapi: '3.1.0',
      info: {
        title: 'Modelkeep',
        version: programVersion(),
        description,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [
        {
          url: '/',
          description: 'The server that this contract was loaded from, local or in production',
          'x-internal': false,
        },
      ],
      tags: [
        { name: 'Models', description: 'The catalogue' },
        { name: 'History', description: 'What was observed' },
        { name: 'Cost', description: 'What calls cost, at the prices of their time' },
        {
          name: 'Documents',
          description: 'Documents of other catalogues that tools load, with this catalogue in them',
        },
        { name: 'Agents', description: 'The Model Context Protocol: tools for agents' },
        { name: 'Watches', description: 'Notify people and programs of changes. With the admin token' },
        { name: 'Administration', description: 'With `Authorization: Bearer` and the admin token' },
        { name: 'Operations', description: 'For probes and for people' },
      ],
      security: [],
      components: {
        securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'The value of ADMIN_TOKEN' } },
      },
      paths: contractPaths(apiRoutes),
    }),
  )
}

/** As `contracts/openapi.json` contains it. */
export function contractText(): string {
  return `${JSON.stringify(createContract(), null, 2)}\n`
}
