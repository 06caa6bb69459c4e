// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WatchSection } from '../src/shared/watches/watch-section.js'
import { renderRoute } from './helpers/render-route.js'

let requests: { path: string; init: RequestInit }[]
let respond: () => Response

beforeEach(() => {
  requests = []
  respond = () => Response.json({ data: { id: 3, name: 'GPT-4o', secret: 'whsec_once' } }, { status: 201 })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    await Promise.resolve()
    requests.push({ path, init })
    return respond()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function show(): Promise<void> {
  const section = () => <WatchSection filter={{ model: ['openai/gpt-4o'] }} note="A note." name="gPT-4o" />
  renderRoute('/changes', section, '/changes')
  await screen.findByLabelText('Name')
}
const create = () => userEvent.click(screen.getByRole('button', { name: 'Create the watch' }))
const fill = async () => {
  await userEvent.type(screen.getByLabelText('URL'), 'https://hooks.example.com/me')
  await userEvent.type(screen.getByLabelText('Admin token'), 'right')
}

describe('the watch section', () => {
  it('says what is watched, and gives commands that follow the form', async () => {
    await show()
    expect(screen.getByText(/all changes; of openai\/gpt-4o/)).toBeDefined()
    expect(screen.getByText('A note.')).toBeDefined()
    await userEvent.selectOptions(screen.getByLabelText('Send to'), 'email')
    await userEvent.type(screen.getByLabelText('Address'), 'me@example.com')
    await userEvent.selectOptions(screen.getByLabelText('Messages'), 'daily')
    expect(screen.getByText(/^modelkeep watch add/).textContent).toContain(
      '--email me@example.com --digest daily \\\n  --model openai/gpt-4o',
    )
    expect(screen.getByText(/^curl -X POST/).textContent).toContain('"to":"me@example.com"')
  })

  it('creates the watch with the token, and shows its secret', async () => {
    await show()
    await fill()
    await create()
    expect(await screen.findByText('whsec_once')).toBeDefined()
    const [{ path, init }] = requests as [(typeof requests)[0]]
    expect([path, init.method, new Headers(init.headers).get('authorization')]).toEqual([
      '/api/watches',
      'POST',
      'Bearer right',
    ])
    expect(JSON.parse(init.body as string)).toEqual({
      name: 'GPT-4o',
      filter: { model: ['openai/gpt-4o'] },
      grouping: 'each',
      destination: { type: 'webhook', url: 'https://hooks.example.com/me' },
    })
  })

  it('keeps the token in memory only, and forgets it on request', async () => {
    await show()
    await fill()
    await create()
    await userEvent.click(await screen.findByRole('button', { name: 'Forget the admin token' }))
    expect(await screen.findByLabelText<HTMLInputElement>('Admin token')).toHaveProperty('value', '')
    expect([localStorage.length, sessionStorage.length, location.href]).toEqual([
      0,
      0,
      expect.not.stringContaining('right'),
    ])
  })

  it("shows the service's error, and does not keep a token that was refused", async () => {
    respond = () => Response.json({ detail: 'the admin token is wrong' }, { status: 401 })
    await show()
    await fill()
    await create()
    expect((await screen.findByRole('alert')).textContent).toBe('Failed: the admin token is wrong.')
    expect(screen.getByLabelText('Admin token')).toBeDefined()
  })

  it('asks for what is missing before it sends anything', async () => {
    await show()
    await create()
    expect(screen.getByRole('alert').textContent).toContain('Enter a URL, such as https://hooks.example.com')
    await userEvent.type(screen.getByLabelText('URL'), 'https://hooks.example.com/me')
    await create()
    expect(screen.getByRole('alert').textContent).toBe('Enter the admin token.')
    expect(requests).toEqual([])
  })
})
