import type { createContract } from './contract.js'

type Contract = ReturnType<typeof createContract>

/** Each is tried by a test. */
const questions = [
  [
    'the cheapest model with vision, tools and 200k of context that has a price',
    '/api/models?input_modalities=image&supported_parameters=tools&context=200000&min_price=0.000001&sort=pricing-low-to-high&limit=5&fields=id,name,pricing,context_length',
  ],
  ['what is free', '/api/models?free=true&fields=id,name,context_length'],
  ['the newest ten', '/api/models?sort=newest&limit=10&fields=id,name,created,pricing'],
  [
    'the most intelligent for at most $3 in and $15 out per million tokens',
    '/api/models?max_price=3&max_output_price=15&sort=intelligence-high-to-low&limit=10&fields=id,name,pricing',
  ],
  [
    'price and context of some models',
    '/api/models?ids=openai/gpt-4o,anthropic/claude-sonnet-4.5&fields=id,pricing,context_length',
  ],
  ['by a name that I half know', '/api/models?q=claude+sonet&limit=5&fields=id,name'],
  ['how many match', '/api/models/count?input_modalities=image'],
  ['what there is to narrow by', '/api/facets'],
  ['which prices changed by 10 % or more', '/api/changes?kind=price_changed&min_percent=10&limit=20'],
  ['what a model cost on a day', '/api/models?as_of=2026-05-01&ids=openai/gpt-4o&fields=id,pricing'],
] as const

/** `/llms.txt` (llmstxt.org): what this is and how to ask it, for agents; routes and parameters as the contract has them. */
export function llmsText(contract: Contract): string {
  return (
    [
      '# Modelkeep',
      '> A copy of the AI-model catalogue that OpenRouter publishes (ids, prices, context, modalities, parameters), which always answers, and the history of every price and limit. Plain HTTP GET, JSON, no key.',
      'Ids look like `author/slug`, `author/slug:variant` or `~author/alias` and go into paths as they are. **Prices in answers are decimal strings of USD per token; prices in query parameters are USD per million tokens.** `"-1"` is a price that depends on the request; a `prompt` or `completion` that is absent is unknown, not free. The whole list is some 700 KB: narrow it, give `limit`, and name the `fields` that you need. `Age` tells how many seconds ago upstream confirmed the answer. What is wrong in a request is a 400 that names it: read `error.message`. On 429 and 503 wait for `Retry-After` seconds.',
      section(
        'Examples',
        questions.map(([what, path]) => `- ${what}: \`GET ${path}\``),
      ),
      section(
        'Query parameters of `/api/models`, `/api/models/count` and `/api/facets`',
        parametersOf(contract, '/api/models'),
      ),
      section('Query parameters of `/api/changes`', parametersOf(contract, '/api/changes')),
      section('Routes', routesOf(contract)),
      section('More', [
        '- [OpenAPI 3.1](/api/openapi.json): every parameter, answer and error, with examples',
        '- [The same for people](/docs)',
      ]),
    ].join('\n\n') + '\n'
  )
}

const section = (title: string, lines: readonly string[]): string => `## ${title}\n\n${lines.join('\n')}`

function routesOf({ paths = {} }: Contract): string[] {
  return Object.entries(paths).flatMap(([path, { get, post }]) =>
    [['GET', get] as const, ['POST', post] as const].flatMap(([method, operation]) =>
      operation === undefined || !('200' in (operation.responses ?? {}))
        ? []
        : [`- \`${method} ${path}\`: ${operation.summary ?? ''}${operation.security ? ' (admin token)' : ''}`],
    ),
  )
}

function parametersOf({ paths = {} }: Contract, path: string): string[] {
  return (paths[path]?.get?.parameters ?? []).flatMap((parameter) =>
    'name' in parameter && parameter.in === 'query'
      ? [`- \`${parameter.name}\`: ${(parameter.description ?? '').split('\n')[0]}`]
      : [],
  )
}
