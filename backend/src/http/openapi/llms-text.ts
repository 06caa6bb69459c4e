import type { createContract } from './contract.js'

type Contract = ReturnType<typeof createContract>

/** A test runs each. */
const examples = [
  [
    'the cheapest priced model with vision, tools and 200k of context',
    '/api/models?input_modalities=image&supported_parameters=tools&context=200000&min_price=0.000001&sort=pricing-low-to-high&limit=5&fields=id,name,pricing,context_length',
  ],
  ['free models', '/api/models?free=true&fields=id,name,context_length'],
  ['the ten newest models', '/api/models?sort=newest&limit=10&fields=id,name,created,pricing'],
  [
    'the most intelligent models for at most $3 input and $15 output per million tokens',
    '/api/models?max_price=3&max_output_price=15&sort=intelligence-high-to-low&limit=10&fields=id,name,pricing',
  ],
  [
    'price and context length of given models',
    '/api/models?ids=openai/gpt-4o,anthropic/claude-sonnet-4.5&fields=id,pricing,context_length',
  ],
  ['search by an approximate name', '/api/models?q=claude+sonet&limit=5&fields=id,name'],
  ['how many models match', '/api/models/count?input_modalities=image'],
  ['filter values with counts', '/api/facets'],
  ['price changes of 10 % or more', '/api/changes?kind=price_changed&min_percent=10&limit=20'],
  ['how stable the prices of given models are', '/api/price-stability?ids=openai/gpt-4o'],
  [
    'what a call costs now',
    '/api/cost?model=openai/gpt-4o&prompt_tokens=2006&cached_tokens=1920&completion_tokens=300',
  ],
  ['the price of a model on a given day', '/api/models?as_of=2026-05-01&ids=openai/gpt-4o&fields=id,pricing'],
] as const

/** `/llms.txt` (llmstxt.org): an overview for agents, with routes and parameters from the contract. */
export function llmsText(contract: Contract): string {
  return (
    [
      '# Modelkeep',
      '> An always-available copy of the AI-model catalogue that OpenRouter publishes (ids, prices, context lengths, modalities, parameters), and the history of every price and limit. Plain HTTP GET, JSON, no key.',
      'Ids look like `author/slug`, `author/slug:variant` or `~author/alias` and are used in paths as they are. **Prices in responses are decimal strings of USD per token; prices in query parameters are USD per million tokens.** `"-1"` is a price that depends on the request; an absent `prompt` or `completion` is unknown, not free. The whole list is about 700 KB: filter it, set `limit`, and name the `fields` you need. `Age` is the number of seconds since upstream confirmed the response. An invalid request is a 400 that names the problem: read `error.message`. On 429 and 503 wait `Retry-After` seconds.',
      section(
        'Examples',
        examples.map(([what, path]) => `- ${what}: \`GET ${path}\``),
      ),
      section(
        'Query parameters of `/api/models`, `/api/models/count` and `/api/facets`',
        parametersOf(contract, '/api/models'),
      ),
      section('Query parameters of `/api/changes`', parametersOf(contract, '/api/changes')),
      section('Routes', routesOf(contract)),
      section('More', [
        '- [OpenAPI 3.1](/api/openapi.json): every parameter, response and error, with examples',
        '- [The same, for people](/docs)',
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
