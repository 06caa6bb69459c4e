// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useEffect, useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { Explore } from '../src/features/explore/explore.js'
import type { ResultsProps } from '../src/features/explore/results/results.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import type { ListSearch } from '../src/shared/search/search-parameters.js'
import { stabilityDocument, stabilityOf } from './helpers/price-stability.js'
import { renderPage } from './helpers/render.js'

// The results have their own tests, and need a router.
vi.mock('../src/features/explore/results/results.js', () => ({
  Results: ({ view, positions }: ResultsProps) => (
    <p aria-label="list">{positions.map((position) => view.models[position]?.id).join(' ')}</p>
  ),
}))

const view = createCatalogueView(['a/still', 'a/recent', 'b/new'].map((id) => makeModel({ id })))
const document = stabilityDocument(
  stabilityOf({ id: 'a/still' }),
  stabilityOf({ id: 'a/recent', unchanged_since: '2026-06-22T12:00:00.000Z' }),
)
const requests: string[] = []
let respond: () => Response
let search: ListSearch

beforeEach(() => {
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (media) =>
      ({
        matches: true,
        media,
        addEventListener: () => {},
        removeEventListener: () => {},
      }) as unknown as MediaQueryList,
  )
  requests.length = 0
  respond = () => Response.json(document)
  vi.stubGlobal('fetch', async (path: string) => {
    await Promise.resolve()
    if (!path.startsWith('/api/price-stability')) return Response.json({ detail: 'away' }, { status: 503 })
    requests.push(path)
    return respond()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function open(first: ListSearch): void {
  function Host() {
    const [current, setSearch] = useState(first)
    useEffect(() => {
      search = current
    }, [current])
    return (
      <Explore
        search={current}
        navigate={setSearch}
        isCovered={false}
        catalogue={{ view, received: null, error: null, retry: () => {} }}
      />
    )
  }
  renderPage(<Host />)
}

const listed = async () => (await screen.findByLabelText('list')).textContent
const user = userEvent.setup()

describe('the filter by unchanged prices', () => {
  it('loads the history of prices only when it is chosen, and is part of the URL', async () => {
    open({})
    const month = await screen.findByRole('button', { name: '30 days', pressed: false })
    expect(requests).toEqual([])
    await user.click(month)
    await waitFor(() => expect(screen.getByLabelText('list').textContent).toBe('a/still a/recent'))
    expect(search).toEqual({ unchanged_days: '30' })
    expect(requests).toEqual(['/api/price-stability'])
  })

  it('counts like the list', async () => {
    open({ unchanged_days: '30' })
    expect(await listed()).toBe('a/still a/recent')
    expect(await screen.findByRole('button', { name: '90 days 1 model' })).toBeDefined()
  })

  it('takes any whole number of days', async () => {
    open({})
    const field = await screen.findByRole('textbox', { name: 'Price unchanged for at least, in days' })
    await user.type(field, '0{Enter}')
    expect(screen.getByRole('alert').textContent).toBe('Enter a whole number of days, such as 90.')
    await user.clear(field)
    await user.type(field, '62{Enter}')
    await waitFor(() => expect(screen.getByLabelText('list').textContent).toBe('a/still'))
    expect(search).toEqual({ unchanged_days: '62' })
  })

  it('asks for prices as of the time of the list', async () => {
    open({ unchanged_days: '30', as_of: '2026-05-01' })
    await listed()
    expect(requests).toEqual(['/api/price-stability?as_of=2026-05-01T00:00:00.000Z'])
  })

  it('says that history is unavailable, and can be removed', async () => {
    respond = () => Response.json({ detail: 'the database is away' }, { status: 503 })
    open({ unchanged_days: '30' })
    expect((await screen.findByRole('alert')).textContent).toContain('the database is unavailable')
    respond = () => Response.json(document)
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await listed()).toBe('a/still a/recent')
  })

  it('gives way to removed models, which have no price', async () => {
    open({ unchanged_days: '30' })
    await listed()
    await user.click(await screen.findByRole('checkbox', { name: 'Removed' }))
    await waitFor(() => expect(search).toEqual({ removed: 'true' }))
  })
})
