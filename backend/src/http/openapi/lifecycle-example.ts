import type { LifecycleList } from '@modelkeep/catalog/contract/lifecycle'

export const lifecycle: LifecycleList = {
  data: [
    {
      id: 'example/one',
      name: 'Example: One',
      stage: 'deprecated',
      expires_on: '2026-09-30',
      deprecated_since: '2026-08-20T09:00:00.000Z',
      removed_at: null,
      disagreement: true,
      statements: [
        {
          source: 'openrouter',
          field: 'expiration_date',
          value: '2026-09-30',
          meaning: 'expires',
          expires_on: '2026-09-30',
          since: '2026-08-20T09:00:00.000Z',
        },
        {
          source: 'litellm',
          field: 'deprecation_date',
          value: '2026-10-15',
          meaning: 'expires',
          expires_on: '2026-10-15',
          since: '2026-08-22T10:00:00.000Z',
        },
      ],
    },
  ],
  total_count: 1,
  sources: ['openrouter', 'litellm'],
}
