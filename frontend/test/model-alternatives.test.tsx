// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { cheaperText, missingText } from '../src/features/model/alternatives/capability-text.js'
import { CheaperAlternatives } from '../src/features/model/alternatives/cheaper-alternatives.js'
import { ModelNotices } from '../src/features/model/model-notices.js'
import { chatModel } from './helpers/models.js'
import { renderWithLinks } from './helpers/render-model.js'

const cheaper: Model = {
  ...chatModel,
  id: 'a/cheaper',
  name: 'A: Cheaper',
  pricing: { prompt: '0.000001', completion: '0.000004' },
}
const isModel = () => true

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('cheaper alternatives of a model', () => {
  it('link to each model and say how much cheaper it is', async () => {
    renderWithLinks(<CheaperAlternatives model={chatModel} models={[chatModel, cheaper]} />)
    const [item] = await screen.findAllByRole('listitem')
    expect(within(item!).getByRole('link', { name: 'A: Cheaper' }).getAttribute('href')).toBe('/models/a/cheaper')
    expect(item?.textContent).toContain('60 % cheaper')
    expect(item?.textContent).toContain('Input $1.00 · Output $4.00 · Context 128K')
  })

  it('say that there are none', async () => {
    renderWithLinks(<CheaperAlternatives model={cheaper} models={[chatModel, cheaper]} />)
    expect(await screen.findByText(/^No cheaper model has the same/)).toBeDefined()
  })

  it('are not a section of a model without a known price', async () => {
    renderWithLinks(
      <>
        <p>rendered</p>
        <CheaperAlternatives model={{ ...chatModel, pricing: {} }} models={[cheaper]} />
      </>,
    )
    await screen.findByText('rendered')
    expect(screen.queryByText('Cheaper alternatives')).toBeNull()
  })
})

describe('a notice that a model expires', () => {
  it('lists the closest replacements with what they lack', async () => {
    const blind = { ...chatModel, id: 'openai/gpt-5', name: 'Blind', supported_parameters: [] }
    renderWithLinks(
      <ModelNotices
        model={{ ...chatModel, expiration_date: '2026-12-15' }}
        now={Date.UTC(2026, 10, 29)}
        isModel={isModel}
        models={[blind, cheaper]}
      />,
    )
    const list = await screen.findByRole('list', { name: 'Closest replacements' })
    const items = within(list).getAllByRole('listitem')
    expect(items.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^A: CheaperInput \$1/),
      expect.stringMatching(/^Blindlacks toolsInput \$2/),
    ])
  })
})

describe('texts about alternatives', () => {
  it.each([
    [60, 60, '60 % cheaper'],
    [60, 25, 'input 60 % cheaper, output 25 % cheaper'],
    [60, 0, 'input 60 % cheaper, output about the same'],
    [0, 0, 'less than 1 % cheaper'],
  ])('compare prices: %d and %d', (inputPercent, outputPercent, text) => {
    expect(cheaperText({ inputPercent, outputPercent })).toBe(text)
  })

  it('name missing capabilities in words', () => {
    expect(missingText([])).toBeNull()
    expect(
      missingText([
        { kind: 'input', name: 'image' },
        { kind: 'parameter', name: 'structured_outputs' },
        { kind: 'parameter', name: 'response_format' },
        { kind: 'parameter', name: 'tools' },
      ]),
    ).toBe('lacks image input, structured output, JSON mode and tools')
  })
})
