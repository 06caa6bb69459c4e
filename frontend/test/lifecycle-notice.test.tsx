// @vitest-environment happy-dom
import type { LifecycleList, ModelLifecycle } from '@modelkeep/catalog/contract/lifecycle'
import { cleanup, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { LifecycleNotice } from '../src/features/model/lifecycle-notice.js'
import { renderWithLinks } from './helpers/render-model.js'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const own: ModelLifecycle['statements'][number] = {
  source: 'openrouter',
  field: 'expiration_date',
  value: '2026-12-15',
  meaning: 'expires',
  expires_on: '2026-12-15',
  since: null,
}
const litellm = {
  ...own,
  source: 'litellm',
  field: 'deprecation_date',
  value: '2027-01-10',
  expires_on: '2027-01-10',
} as const

function render(lifecycle: Partial<ModelLifecycle>) {
  const requests: string[] = []
  const one: ModelLifecycle = {
    id: 'a/b:free',
    name: 'B',
    stage: 'deprecated',
    expires_on: '2026-12-15',
    deprecated_since: null,
    removed_at: null,
    disagreement: false,
    statements: [own],
    ...lifecycle,
  }
  const list: LifecycleList = { data: [one], total_count: 1, sources: ['openrouter', 'litellm'] }
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string) => {
      requests.push(path)
      return Response.json(list)
    }),
  )
  renderWithLinks(
    <>
      <p>rendered</p>
      <LifecycleNotice id="a/b:free" />
    </>,
  )
  return requests
}

describe('the notice about who announces the end of a model', () => {
  it('names each source and that they disagree', async () => {
    const requests = render({ statements: [own, litellm], disagreement: true })
    const notice = await screen.findByText(/^Lifecycle by source/)
    expect(notice.textContent).toBe(
      'Lifecycle by source: OpenRouter: expires on 15 Dec 2026; LiteLLM: expires on 10 Jan 2027; they disagree.',
    )
    expect(notice.parentElement?.dataset['kind']).toBe('warning')
    expect(requests).toEqual(['/api/lifecycle?ids=a/b:free'])
  })

  it('is a note about a model that is only unfinished', async () => {
    render({
      stage: 'beta',
      expires_on: null,
      statements: [{ ...own, source: 'models.dev', field: 'status', value: 'beta', meaning: 'beta', expires_on: null }],
    })
    const notice = await screen.findByText('Lifecycle by source: models.dev: beta.')
    expect(notice.parentElement?.dataset['kind']).toBe('note')
  })

  it('is not shown if OpenRouter alone announces it', async () => {
    const requests = render({})
    await screen.findByText('rendered')
    await vi.waitFor(() => expect(requests).toHaveLength(1))
    expect(screen.queryByText(/^Lifecycle by source/)).toBeNull()
  })
})
