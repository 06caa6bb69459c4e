// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Providers } from '../src/features/model/providers/providers.js'
import { stubIntersections } from './helpers/intersections.js'
import { chatModel } from './helpers/models.js'
import { renderPage } from './helpers/render.js'

const endpoints = [
  { provider_name: 'Dear', pricing: { prompt: '0.000005', completion: '0.00001' }, context_length: 64_000 },
  { provider_name: 'Cheap', pricing: { prompt: '0.0000025', completion: '0.00001' }, context_length: 128_000 },
]
const requests: string[] = []
let respond: () => Response | Promise<Response>
const found = (list: readonly unknown[], age = '0') =>
  Response.json({ data: { id: chatModel.id, endpoints: list } }, { headers: { age } })

beforeEach(() => {
  requests.length = 0
  stubIntersections(() => true)
  respond = () => found(endpoints)
  vi.stubGlobal('fetch', async (path: string) => {
    requests.push(path)
    return respond()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the providers of a model', () => {
  it('are not requested before the section scrolls near', async () => {
    stubIntersections(() => false)
    renderPage(<Providers model={chatModel} />)
    expect(await screen.findByRole('status', { name: 'Loading the providers' })).toBeDefined()
    expect(requests).toEqual([])
  })

  it('are a table, cheapest first', async () => {
    renderPage(<Providers model={{ ...chatModel, id: 'a/b:free' }} />)
    const rows = within(await screen.findByRole('table')).getAllByRole('row')
    expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
      ['Provider', 'Input', 'Output', 'Context'],
      ['Cheap', '$2.50', '$10.00', '128K'],
      ['Dear', '$5.00', '$10.00', '64K'],
    ])
    expect(requests).toEqual(['/api/models/a/b%3Afree/endpoints'])
  })

  it('have the age of the copy, not of the request', async () => {
    respond = () => found(endpoints, String(3 * 3600))
    renderPage(<Providers model={chatModel} />)
    expect(await screen.findByText('Confirmed 3 hours ago')).toBeDefined()
  })

  it('may be none', async () => {
    respond = () => found([])
    renderPage(<Providers model={chatModel} />)
    expect(await screen.findByText('No provider offers this model at the moment.')).toBeDefined()
  })

  const problem = (status: number) => () => Response.json({ detail: 'the detail' }, { status })
  it.each([
    ['Modelkeep cannot be reached', () => Promise.reject(new TypeError('failed')), 'Modelkeep cannot be reached.'],
    ['there is no copy', problem(503), 'OpenRouter does not respond, and there is no copy of them yet.'],
    ['the service fails otherwise', problem(500), 'the detail.'],
  ])('can be requested again when %s', async (_, fail, text) => {
    respond = fail
    renderPage(<Providers model={chatModel} />)
    expect((await screen.findByRole('alert')).textContent).toContain(text)
    respond = () => found(endpoints)
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('table')).toBeDefined()
  })

  it('are not requested again when OpenRouter has none', async () => {
    respond = problem(404)
    renderPage(<Providers model={chatModel} />)
    expect((await screen.findByRole('alert')).textContent?.trim()).toBe('OpenRouter lists no providers of this model.')
    expect(screen.queryByRole('button')).toBeNull()
  })
})
