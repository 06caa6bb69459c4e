// The measured requests.

/** @param {{id: string}[]} models @returns `id`, `name`, `encoding`, `path`; `conditional`: a 304; `unseen`: a new URL each time, which only the program can serve */
export function scenariosFor(models) {
  const { id } = models.find((model) => model.id === 'openai/gpt-4o') ?? models[0]
  const page = '/api/models?supported_parameters=tools&sort=pricing-low-to-high&limit=20'
  return [
    { id: 'list', name: 'full list, brotli', encoding: 'br', path: '/api/models' },
    { id: 'model', name: 'one model, brotli', encoding: 'br', path: `/api/models/${id}` },
    { id: '304', name: '304 for the full list', encoding: 'br', path: '/api/models', conditional: true },
    { id: 'page', name: 'cached page, brotli', encoding: 'br', path: page },
    { id: 'new-page', name: 'never-seen page', encoding: 'identity', path: '/api/models?limit=20', unseen: true },
  ]
}
