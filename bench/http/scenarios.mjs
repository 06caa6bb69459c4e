// What is asked. `who` names the servers for which it makes sense.
const everybody = ['modelkeep', 'nginx', 'bare', 'cloning', 'plain']

/** @param {{id: string}[]} models */
export function scenariosFor(models) {
  const { id } = models.find((model) => model.id === 'openai/gpt-4o') ?? models[0]
  const page = '/api/models?supported_parameters=tools&sort=pricing-low-to-high&limit=20'
  const pages = Array.from({ length: 100 }, (_, nr) => `/api/models?sort=newest&limit=20&offset=${nr * 4}`)
  return [
    { id: 'list-br', name: 'the full list, brotli', encoding: 'br', paths: ['/api/models'], who: everybody },
    { id: 'list-gzip', name: 'the full list, gzip', encoding: 'gzip', paths: ['/api/models'], who: everybody },
    {
      id: 'list-identity',
      name: 'the full list, identity',
      encoding: 'identity',
      paths: ['/api/models'],
      who: everybody,
    },
    { id: 'model', name: 'one model, brotli', encoding: 'br', paths: [`/api/models/${id}`], who: everybody },
    {
      id: '304',
      name: 'a 304 to the full list',
      encoding: 'br',
      paths: ['/api/models'],
      who: everybody,
      conditional: true,
    },
    { id: 'page', name: 'a filtered page seen before, brotli', encoding: 'br', paths: [page], who: everybody },
    { id: 'pages', name: '100 different pages in turn, brotli', encoding: 'br', paths: pages, who: everybody },
    {
      id: 'history',
      name: 'a page of history, brotli',
      encoding: 'br',
      paths: ['/api/changes?limit=20'],
      who: everybody,
    },
    {
      id: 'new-page',
      name: 'a filtered page never seen before, identity',
      encoding: 'identity',
      paths: ['/api/models?limit=20'],
      who: ['modelkeep'],
      unseen: true,
    },
  ]
}

/** Asked at a steady rate: the two ends of what is cached. */
export const latencyScenarios = ['list-br', 'model']
