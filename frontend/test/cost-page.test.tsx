// @vitest-environment happy-dom
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { CostPage } from '../src/features/cost/cost-page.js'
import { exampleUsage } from '../src/features/cost/input/example.js'
import { costRow } from './helpers/cost-row.js'
import { bareModel, chatModel, imageModel } from './helpers/models.js'
import { renderRoute } from './helpers/render-route.js'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

type Sent = { model: string; usage: Record<string, number> }
const models = [bareModel, chatModel, imageModel]
const cost = (model: string): string => (model === imageModel.id ? '0.25' : '0.5')
/** Prices every row of a known model; a day per row. */
const price = (rows: readonly Sent[]): CostRow[] =>
  rows.map(({ model }, at) =>
    models.some(({ id }) => id === model)
      ? costRow({ model, model_id: model, at: `2026-05-0${(at % 9) + 1}T00:00:00.000Z`, cost: cost(model) })
      : costRow({
          model,
          model_id: null,
          cost: null,
          certainty: 'unknown',
          error: { code: 'unknown_model', message: `No model is called ${model}.` },
        }),
  )

function open(
  respond: (rows: readonly Sent[], signal: AbortSignal) => Response | Promise<Response> = (rows) =>
    Response.json({ data: price(rows) }),
) {
  const posted: Sent[][] = []
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    if (!path.startsWith('/api/cost')) return Promise.resolve(Response.json({ data: models }))
    const rows = JSON.parse(init?.body as string) as Sent[]
    posted.push(rows)
    return Promise.resolve(respond(rows, init!.signal!))
  })
  return { ...renderRoute('/cost', CostPage, '/cost'), posted }
}

const never = (signal: AbortSignal) =>
  new Promise<Response>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

const csv = `id,model,at,prompt_tokens,completion_tokens
1,openai/gpt-4o,2026-05-01,100,10
2,openai/gpt-4o,2026-05-02,100,10
3,nobody/none,2026-05-03,100,10
4,openai/gpt-4o,2026-05-04,many,10
`
const section = (name: RegExp | string) => screen.findByRole('region', { name })
const textOf = (element: HTMLElement) => element.textContent ?? ''

async function paste(text: string) {
  const user = userEvent.setup()
  const field = await screen.findByLabelText('Paste usage, or drop a file here')
  fireEvent.change(field, { target: { value: text } })
  await user.click(screen.getByRole('button', { name: 'Price usage' }))
  return user
}

describe('the view of costs', () => {
  it('explains itself, says that nothing is stored, and asks for usage', async () => {
    open()
    expect(await screen.findByText(/stores nothing/)).toBeDefined()
    await paste('  ')
    expect(screen.getByText(/There is nothing to price/)).toBeDefined()
    expect(screen.getByLabelText(/Paste usage/).getAttribute('aria-invalid')).toBe('true')
  })

  it('shows totals, days, models, and the rows that fail with line and reason', async () => {
    const { where } = open()
    await paste(csv)
    expect((await screen.findByText('of 2 rows, without those not priced')).parentElement?.textContent).toContain(
      '$1.00',
    )
    expect(await screen.findByRole('img', { name: /^Cost per day from 1 May 2026 to 2 May 2026/ })).toBeDefined()
    const table = within(await section('Table of models'))
    expect(table.getByRole('row', { name: /openai\/gpt-4o/ }).textContent).toBe('openai/gpt-4o$1.00100.0 %20')
    expect(table.getByRole('row', { name: /Not identified/ }).textContent).toBe('Not identified––22')
    const failures = within(await section('Table of rows that are not priced'))
    expect(failures.getAllByRole('row').map(textOf)).toEqual([
      'LineModelReason',
      '4nobody/noneNo model is called nobody/none.',
      expect.stringMatching(/^5openai\/gpt-4oprompt_tokens is "many"; expected/),
    ])
    expect(where()).toBe('/cost')
  })

  it('names rows of a JSON document by their number', async () => {
    open()
    const row = { model: 'nobody/none', at: '2026-05-03', prompt_tokens: 1 }
    await paste(JSON.stringify([row, { ...row, model: 'openai/gpt-4o' }, row]))
    const failures = within(await section('Table of rows that are not priced'))
    expect(failures.getAllByRole('row').map((one) => one.firstElementChild?.textContent)).toEqual(['Row', '1', '3'])
  })

  it('shows a sum without any priced row as unknown', async () => {
    open()
    await paste('model,at,prompt_tokens,completion_tokens\nnobody/none,2026-05-03,100,10\n')
    expect(await screen.findByText('Unknown')).toBeDefined()
    expect(document.body.textContent).not.toContain('$0')
    expect(screen.queryByRole('heading', { name: 'What if' })).toBeNull()
  })

  it('takes a dropped file, and one at a time', async () => {
    open()
    const main = await screen.findByRole('main')
    const drop = (...files: File[]) => fireEvent.drop(main, { dataTransfer: { types: ['Files'], files } })
    drop(new File([csv], 'a.csv'), new File([csv], 'b.csv'))
    expect(screen.getByRole('alert').textContent).toBe('Choose one file at a time.')
    drop(new File([csv], 'usage.csv'))
    expect(await screen.findByText('usage.csv')).toBeDefined()
    expect(await screen.findByText('4 rows')).toBeDefined()
  })

  it('marks the result as partial when it is cancelled, and prices the rest', async () => {
    let calls = 0
    const user = userEvent.setup()
    const { posted } = open((rows, signal) =>
      (calls += 1) === 2 ? never(signal) : Response.json({ data: price(rows) }),
    )
    const rows = Array.from({ length: 1_500 }, () => 'openai/gpt-4o,2026-05-01,1,1').join('\n')
    await paste(`model,at,prompt_tokens,completion_tokens\n${rows}`)
    await screen.findByText(/^Pricing: 1,000 rows/)
    expect(screen.getByRole('progressbar', { name: 'Read and priced' })).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect((await screen.findByRole('alert')).textContent).toBe('Partial result: only the first 1,000 rows are priced.')
    expect(screen.getByText('Cancelled after 1,000 rows')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Price the rest' }))
    expect(await screen.findByText('1,500 rows', { selector: '[role=status]' })).toBeDefined()
    expect(posted.map((sent) => sent.length)).toEqual([1_000, 500, 500])
    expect((await screen.findByText('of all rows')).parentElement?.textContent).toContain('$750.00')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says why pricing failed', async () => {
    open(() => Response.json({ detail: 'the body is larger than 1 MB' }, { status: 413 }))
    await paste(csv)
    expect((await screen.findByRole('alert')).textContent).toContain('The rows could not be priced: the body is larger')
    expect(screen.getByText('Failed after 0 rows')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined()
  })

  it('does not offer to read a file again that is no usage, and says when there are no rows', async () => {
    open()
    await paste('engine\nx\n')
    await screen.findByRole('alert')
    expect(screen.queryByRole('button', { name: /again|rest/ })).toBeNull()
    const user = userEvent.setup()
    await user.click(screen.getByRole('button', { name: 'Price other usage' }))
    await paste('model,prompt_tokens\n')
    expect(await screen.findByText('No rows to price')).toBeDefined()
  })

  it('keeps the focus in the view, and the text that was pasted', async () => {
    open()
    const user = await paste(csv)
    await screen.findByText('4 rows')
    expect(document.activeElement?.id).toBe('main')
    await user.click(screen.getByRole('button', { name: 'Price other usage' }))
    expect(document.activeElement?.id).toBe('main')
    expect(screen.getByLabelText<HTMLTextAreaElement>(/Paste usage/).value).toBe(csv)
  })

  it('keeps the result while another view is open', async () => {
    const { history, posted } = open()
    await paste(csv)
    await screen.findByText('4 rows')
    act(() => history.push('/status'))
    await screen.findByText('another view')
    act(() => history.back())
    expect(await screen.findByText('4 rows')).toBeDefined()
    expect(posted).toHaveLength(1)
  })

  it('lets the reader say which column holds the model', async () => {
    const { posted } = open()
    const user = await paste('engine,prompt_tokens,completion_tokens\nopenai/gpt-4o,100,10\n')
    expect((await screen.findByRole('alert')).textContent).toMatch(
      /^No column is known to hold the model; the columns are/,
    )
    await user.selectOptions(screen.getByLabelText('Model'), 'engine')
    await user.click(screen.getByRole('button', { name: 'Price with these columns' }))
    expect(await screen.findByText('1 row', { selector: '[role=status]' })).toBeDefined()
    expect(posted.at(-1)?.[0]?.model).toBe('openai/gpt-4o')
    expect(screen.getByText(/^Columns: model from engine; /)).toBeDefined()
  })

  it('compares up to three other models over the same rows', async () => {
    const { posted } = open()
    const user = await paste(csv)
    const whatIf = within(await section('What if'))
    await user.type(whatIf.getByRole('combobox'), 'gemini')
    await user.keyboard('{Enter}')
    expect(await whatIf.findByText('$0.50')).toBeDefined()
    expect(whatIf.getByText('$0.50 less (−50 %)')).toBeDefined()
    expect(posted.at(-1)?.every(({ model }) => model === imageModel.id)).toBe(true)
    await user.click(whatIf.getByRole('button', { name: `Remove ${imageModel.id}` }))
    expect(whatIf.queryByText('$0.50')).toBeNull()
  })

  it('shows how far the comparison is', async () => {
    open((rows, signal) => (rows[0]!.model === imageModel.id ? never(signal) : Response.json({ data: price(rows) })))
    const user = await paste(csv)
    const whatIf = within(await section('What if'))
    await user.type(whatIf.getByRole('combobox'), 'gemini')
    await user.keyboard('{Enter}')
    const progress = await whatIf.findByRole<HTMLProgressElement>('progressbar', {
      name: `Priced with ${imageModel.id}`,
    })
    expect([progress.value, progress.max]).toEqual([0, 4])
  })

  it('tries an example of the served models', async () => {
    const { posted } = open()
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Try an example' }))
    expect(await screen.findByText('9 rows')).toBeDefined()
    expect(new Set(posted[0]?.map(({ model }) => model))).toEqual(
      new Set([chatModel.id, imageModel.id, 'example/no-such-model']),
    )
  })
})

it('has an example for any catalogue', () => {
  expect(exampleUsage([bareModel], Date.UTC(2026, 7, 4)).split('\n')[1]).toBe(
    `call-1,2026-07-27T00:00:00Z,${bareModel.id},2006,1920,300`,
  )
})
