import { createDocument } from 'zod-openapi'
import { programVersion } from '../../lib/version.js'
import { withLimits } from './input-limits.js'
import { paths } from '../openapi-paths.js'

const description = `A durable, always-answering copy of the AI-model catalogue that OpenRouter publishes: answered from memory, whatever happens to PostgreSQL or to OpenRouter.

**Freshness.** Every answer from the catalogue says how old it is (\`Age\`: seconds since upstream last confirmed it) and where it was loaded from (\`X-Data-Source\`), and takes \`If-None-Match\` and \`If-Modified-Since\`. Where GET is a method, HEAD is too. Bodies from 1 KB on come in brotli or gzip to who accepts them.

**Limits.** Each address may ask for some 100 answers a second that cost work, with a burst of 1,000 (\`RateLimit\`, \`RateLimit-Policy\`; then 429 with \`Retry-After\`). Answers that are ready, health and metrics never count. Where more is asked than can be answered, it is a 503 with \`Retry-After\`.

**Errors** are RFC 9457 problem details (\`application/problem+json\`) with the \`error\` member of OpenRouter's and OpenAI's, in which \`code\` is the HTTP status. Also for what is no route (404) or no HTTP (400, 408, 431).

**Bad input** is a 400 that names it: an unknown parameter, one that is given twice, a query string of more than 8192 characters, a percent-encoding that is broken.`

/** The OpenAPI 3.1 description of every route, made from the schemas that the program itself uses. */
export function createContract(): ReturnType<typeof createDocument> {
  return withLimits(
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
          description: 'The server that gave this contract, be it in production or a local one',
          'x-internal': false,
        },
      ],
      tags: [
        { name: 'Models', description: 'The catalogue' },
        { name: 'History', description: 'What was observed' },
        { name: 'Administration', description: 'With `Authorization: Bearer` and the admin token' },
        { name: 'Operations', description: 'For probes and for people' },
      ],
      security: [],
      components: {
        securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'The value of ADMIN_TOKEN' } },
      },
      paths,
    }),
  )
}

/** As `contracts/openapi.json` holds it. */
export function contractText(): string {
  return `${JSON.stringify(createContract(), null, 2)}\n`
}
