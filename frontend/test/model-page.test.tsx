// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { CodePanel } from '../src/features/model/facts/code-panel.js'
import { CostCalculator } from '../src/features/model/prices/cost-calculator.js'
import { DescriptionMarkdown } from '../src/features/model/facts/markdown.js'
import { ModelArticle } from '../src/features/model/model-article.js'
import { bareModel, chatModel, imageModel } from './helpers/models.js'
import { answering, renderRoute, renderWithLinks } from './helpers/render-model.js'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
})

const region = (name: string) => screen.getByRole('region', { name })
const now = Date.UTC(2026, 7, 4)
const noModel = () => false

describe('the cost calculator', () => {
  it('shows the exact cost per call and per month', async () => {
    renderWithLinks(<CostCalculator model={chatModel} now={now} />)
    const status = await screen.findByRole('status')
    // 3,000 × 0.0000025 + 1,000 × 0.00000125 + 800 × 0.00001
    expect(status.textContent).toContain('$0.01675')
    expect(status.textContent).toContain('$167.50')
  })

  it('remembers the workload', async () => {
    const user = userEvent.setup()
    const { unmount } = renderWithLinks(<CostCalculator model={chatModel} now={now} />)
    const calls = await screen.findByLabelText('Calls per month')
    await user.clear(calls)
    await user.type(calls, '2000')
    expect(screen.getByRole('status').textContent).toContain('$33.50')
    unmount()
    renderWithLinks(<CostCalculator model={imageModel} now={now} />)
    expect((await screen.findByLabelText<HTMLInputElement>('Calls per month')).value).toBe('2,000')
  })

  it('rejects invalid input and keeps the last valid one', async () => {
    const user = userEvent.setup()
    renderWithLinks(<CostCalculator model={chatModel} now={now} />)
    const calls = await screen.findByLabelText('Calls per month')
    await user.type(calls, 'x')
    expect(calls.getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText(/Enter a whole number from 0/)).toBeDefined()
    expect(screen.getByRole('status').textContent).toContain('$167.50')
  })

  it('applies the price tier of the prompt size, and says so', async () => {
    localStorage.setItem(
      'modelkeep-workload',
      JSON.stringify({ inputTokens: 300_000, cachedTokens: 0, outputTokens: 0, calls: 1 }),
    )
    const overrides = [{ min_prompt_tokens: 200_000, prompt: '0.000005' }]
    renderWithLinks(<CostCalculator model={{ ...chatModel, pricing: { ...chatModel.pricing, overrides } }} now={now} />)
    const status = await screen.findByRole('status')
    expect(status.textContent).toContain('$1.50')
    expect(status.textContent).toContain('above 200K input tokens')
  })

  it('says why the cost is unknown', async () => {
    renderWithLinks(<CostCalculator model={{ ...bareModel, pricing: { prompt: '-1', completion: '-1' } }} now={now} />)
    expect((await screen.findByRole('status')).textContent).toMatch(
      /cost is unknown\. The price of input tokens depends on/,
    )
  })

  it('ignores invalid stored values', async () => {
    localStorage.setItem('modelkeep-workload', '{"calls":"many","inputTokens":-5}')
    renderWithLinks(<CostCalculator model={chatModel} now={now} />)
    expect((await screen.findByLabelText<HTMLInputElement>('Calls per month')).value).toBe('10,000')
  })
})

describe('example code', () => {
  it('is selected by click or arrow keys, remembered, and copied as shown', async () => {
    const user = userEvent.setup()
    renderWithLinks(<CodePanel model={chatModel} />)
    await user.click(await screen.findByRole('tab', { name: 'curl' }))
    await user.keyboard('{ArrowLeft}')
    const python = screen.getByRole('tab', { name: 'Python', selected: true })
    expect(document.activeElement).toBe(python)
    expect(screen.getByRole('tabpanel', { name: 'Python' }).textContent).toContain('model="openai/gpt-4o"')
    await user.click(screen.getByRole('button', { name: 'Copy the Python code' }))
    expect(await navigator.clipboard.readText()).toBe(screen.getByRole('tabpanel').textContent)
    cleanup()
    renderWithLinks(<CodePanel model={imageModel} />)
    expect(await screen.findByRole('tab', { name: 'Python', selected: true })).toBeDefined()
  })
})

describe('a description', () => {
  it('runs no scripts and loads nothing', async () => {
    const text =
      '# Big\n<img src=x onerror=alert(1)><script>alert(1)</script>\n\n![cat](https://evil.example/cat.png) [bad](javascript:alert(1)) [site](https://example.com)\n\n[GPT](/openai/gpt-4o)'
    const { container } = renderWithLinks(<DescriptionMarkdown text={text} isModel={(id) => id === 'openai/gpt-4o'} />)
    const site = await screen.findByRole('link', { name: 'site' })
    expect([site.getAttribute('rel'), site.getAttribute('target')]).toEqual(['noreferrer noopener', '_blank'])
    expect(container.querySelector('img, script, iframe, h1, h2, [onerror]')).toBeNull()
    expect(screen.getByRole('heading', { level: 3, name: 'Big' })).toBeDefined()
    expect(screen.getByRole('link', { name: 'cat' }).getAttribute('href')).toBe('https://evil.example/cat.png')
    expect(screen.queryByRole('link', { name: 'bad' })).toBeNull()
    expect(screen.getByRole('link', { name: 'GPT' }).getAttribute('href')).toBe('/models/openai/gpt-4o')
  })
})

describe('a model', () => {
  it('is shown with units', async () => {
    renderWithLinks(<ModelArticle model={chatModel} titleId="t" isModel={noModel} models={[]} />)
    expect(await screen.findByRole('heading', { level: 1, name: 'GPT-4o' })).toBeDefined()
    const prices = within(region('Prices'))
      .getAllByRole('row')
      .map((row) => row.textContent)
    expect(prices.find((row) => row?.startsWith('Cached input'))).toContain('0.00000125 / token')
    expect(region('Limits').textContent).toContain('128,000 tokens')
    expect(region('Limits').textContent).toContain('moderated by the provider')
    expect(region('Details').textContent).toContain('31 Oct 2023')
    expect(screen.queryByRole('region', { name: 'Benchmarks' })).toBeNull()
    expect(screen.queryByRole('region', { name: 'Other fields' })).toBeNull()
  })

  it('may have nothing but an id and a name', async () => {
    renderWithLinks(<ModelArticle model={bareModel} titleId="t" isModel={noModel} models={[]} />)
    expect(await screen.findByRole('heading', { level: 1, name: 'Bare' })).toBeDefined()
    expect(region('Prices').textContent).toContain('OpenRouter publishes no prices')
    expect(region('Cost calculator').textContent).toContain('The price of input tokens is not published.')
    expect(region('Limits').textContent).toContain('Unknown')
  })

  it('shows the target of an alias, and its expiry', async () => {
    const model = {
      ...chatModel,
      id: '~openai/gpt-latest',
      alias_target: { slug: 'openai/gpt-4o', name: 'OpenAI: GPT-4o' },
      expiration_date: '2020-01-01',
    }
    renderWithLinks(<ModelArticle model={model} titleId="t" isModel={() => true} models={[]} />)
    expect((await screen.findByRole('link', { name: 'OpenAI: GPT-4o' })).getAttribute('href')).toBe(
      '/models/openai/gpt-4o',
    )
    expect(screen.getByText(/This model expired on 1 Jan 2020/)).toBeDefined()
  })

  it('can be favourited, and compared with up to five others', async () => {
    const user = userEvent.setup()
    renderWithLinks(<ModelArticle model={chatModel} titleId="t" isModel={noModel} models={[]} />)
    const star = await screen.findByRole('button', { name: 'Favourite' })
    await user.click(star)
    expect(star.getAttribute('aria-pressed')).toBe('true')
    expect(localStorage.getItem('modelkeep-favourites')).toBe('["openai/gpt-4o"]')
    cleanup()
    sessionStorage.setItem('modelkeep-selection', JSON.stringify(['a', 'b', 'c', 'd', 'e', 'f']))
    renderWithLinks(<ModelArticle model={chatModel} titleId="t" isModel={noModel} models={[]} />)
    expect((await screen.findByRole('button', { name: 'Compare' })).hasAttribute('disabled')).toBe(true)
  })

  it('links to the comparison that it was added to', async () => {
    sessionStorage.setItem('modelkeep-selection', '["a/one"]')
    renderWithLinks(<ModelArticle model={chatModel} titleId="t" isModel={noModel} models={[]} />)
    await userEvent.click(await screen.findByRole('button', { name: 'Compare' }))
    const link = await screen.findByRole('link', { name: 'Open comparison (2)' })
    expect(link.getAttribute('href')).toContain(encodeURIComponent('a/one,openai/gpt-4o'))
  })

  it('is shown as raw JSON on request', async () => {
    const user = userEvent.setup()
    renderWithLinks(<ModelArticle model={{ ...chatModel, surprise: 1 }} titleId="t" isModel={noModel} models={[]} />)
    await user.click(await screen.findByText('Show JSON'))
    expect((await screen.findByLabelText('JSON of this model')).textContent).toContain('"surprise": 1')
    expect(region('Other fields').textContent).toContain('surprise1')
  })
})

describe('the model route', () => {
  it('is a page of its own when opened by URL, and sets the title', async () => {
    renderRoute(answering([chatModel]), '/models/openai/gpt-4o')
    expect(await screen.findByRole('heading', { level: 1, name: 'GPT-4o' })).toBeDefined()
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(document.title).toBe('GPT-4o · Modelkeep')
  })

  it('says that a malformed id is not found', async () => {
    renderRoute(answering([chatModel]), '/models/foo')
    expect(await screen.findByRole('heading', { level: 1, name: 'Model not found' })).toBeDefined()
  })

  it('suggests similar models for an unknown id', async () => {
    renderRoute(answering([chatModel]), '/models/openai/gtp-4o')
    expect(await screen.findByRole('heading', { name: 'Model not found' })).toBeDefined()
    expect(screen.getByText('openai/gtp-4o')).toBeDefined()
    expect(screen.getByRole('link', { name: /OpenAI: GPT-4o/ }).getAttribute('href')).toBe('/models/openai/gpt-4o')
  })

  it('says that Modelkeep cannot be reached, and retries', async () => {
    let isUp = false
    renderRoute(
      () => (isUp ? answering([chatModel])() : Promise.reject(new TypeError('fetch failed'))),
      '/models/openai/gpt-4o',
    )
    expect(await screen.findByText(/Modelkeep cannot be reached/)).toBeDefined()
    isUp = true
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('heading', { name: 'GPT-4o' })).toBeDefined()
  })

  it('is a sheet over the list it was opened from, moves along it, and closes to it', async () => {
    const { router } = renderRoute(answering([chatModel, imageModel, bareModel]), '/')
    await screen.findByText('The list')
    await router.navigate({ to: '/models/$', params: { _splat: 'openai/gpt-4o' }, state: { list: {} } } as never)
    const dialog = await screen.findByRole('dialog')
    expect(await within(dialog).findByText('1 of 3')).toBeDefined()
    await userEvent.keyboard('j')
    expect(await within(dialog).findByRole('heading', { name: 'Gemini Image' })).toBeDefined()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Next model' }))
    expect(await within(dialog).findByRole('heading', { name: 'Bare' })).toBeDefined()
    expect(within(dialog).getByRole('button', { name: 'Next model' }).hasAttribute('disabled')).toBe(true)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    expect(await screen.findByText('The list')).toBeDefined()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })
})
