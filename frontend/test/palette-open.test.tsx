// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { afterEach, describe, expect, it } from 'vitest'
import { useOpenModel } from '../src/app/palette/use-open-model.js'
import { useListSearch } from '../src/app/use-list-search.js'
import { historicalOf } from '../src/shared/api/historical.js'
import { parseSearch, stringifySearch } from '../src/shared/search/search-parameters.js'
import { renderPage } from './helpers/render.js'

function Opener() {
  const open = useOpenModel()
  const list = useListSearch()
  return (
    <>
      <p>{JSON.stringify(list === undefined ? null : historicalOf(list))}</p>
      <button type="button" onClick={() => open('acme/one')}>
        one
      </button>
      <button type="button" onClick={() => open('acme/two')}>
        two
      </button>
    </>
  )
}

function start(url: string) {
  const root = createRootRoute({ component: Opener })
  const routes = ['/', '/models/$', '/status'].map((path) => createRoute({ getParentRoute: () => root, path }))
  const history = createMemoryHistory({ initialEntries: [url] })
  const router = createRouter({
    routeTree: root.addChildren(routes),
    history,
    parseSearch,
    stringifySearch,
  })
  renderPage(<RouterProvider router={router as never} />)
  return { history, where: () => router.state.location.href, list: () => router.state.location.state.list }
}

const user = userEvent.setup()
afterEach(cleanup)

describe('a model opened from the palette', () => {
  it('keeps the time of the list, and replaces a model already open over it', async () => {
    const { history, where, list } = start('/?as_of=2025-06-01&q=gpt')
    await user.click(await screen.findByRole('button', { name: 'one' }))
    await waitFor(() => expect(where()).toBe('/models/acme/one?as_of=2025-06-01'))
    expect(screen.getByText('{"asOf":"2025-06-01"}')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'two' }))
    await waitFor(() => expect(where()).toBe('/models/acme/two?as_of=2025-06-01'))
    expect(list()).toEqual({ as_of: '2025-06-01', q: 'gpt' })
    history.back()
    await waitFor(() => expect(where()).toBe('/?as_of=2025-06-01&q=gpt'))
  })

  it('is a page of its own when there is no list', async () => {
    const { history, where, list } = start('/status')
    await user.click(await screen.findByRole('button', { name: 'one' }))
    await waitFor(() => expect(where()).toBe('/models/acme/one'))
    expect(list()).toBeUndefined()
    expect(screen.getByText('null')).toBeDefined()
    history.back()
    await waitFor(() => expect(where()).toBe('/status'))
  })
})
