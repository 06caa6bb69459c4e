import { modelSchema } from '@modelkeep/catalog/model/model'
import { describe, expect, it } from 'vitest'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { paletteGroups } from '../src/app/palette/palette-items.js'
import { addRecent, modelOfPath } from '../src/app/palette/recent-models.js'
import type { PaletteCommand } from '../src/app/palette/use-palette-commands.js'
import type { PaletteEntry } from '../src/shared/commands/command-registry.js'

const model = (id: string, name: string) =>
  modelSchema.parse({ id, name, pricing: { prompt: '0.000001', completion: '0.000002' } })
const view = createCatalogueView([
  model('openai/gpt-4o', 'OpenAI: GPT-4o'),
  model('anthropic/claude-sonnet-5', 'Anthropic: Claude Sonnet 5'),
])
const command = (label: string, group: PaletteEntry['group'], alias = ''): PaletteCommand => ({
  id: label,
  run: () => {},
  entry: { label, group, alias, icon: () => null },
})
const commands = [
  command('Models', 'Pages', 'explore'),
  command('Compare', 'Pages'),
  command('Use the dark theme', 'Actions', 'toggle mode'),
]
const shown = (text: string, recent: string[] = []) =>
  paletteGroups(text, { view, recent, commands }).map(({ title, items }) => [
    title,
    ...items.map((item) => (item.kind === 'model' ? item.model.id : item.command.entry.label)),
  ])

describe('the palette', () => {
  it('shows recent models, pages and actions before anything is typed', () => {
    expect(shown('', ['openai/gpt-4o'])).toEqual([
      ['Recent models', 'openai/gpt-4o'],
      ['Pages', 'Models', 'Compare'],
      ['Actions', 'Use the dark theme'],
    ])
  })

  it('omits recent models that have left the catalogue', () => {
    expect(shown('  ', ['acme/gone'])[0]?.[0]).toBe('Pages')
  })

  it("finds models by the catalogue's own search, typing errors included", () => {
    expect(shown('antropic sonet')).toEqual([['Models', 'anthropic/claude-sonnet-5']])
  })

  it('finds an action by prefixes of its words and by aliases', () => {
    expect(shown('dark th')).toEqual([['Actions', 'Use the dark theme']])
    expect(shown('toggle')).toEqual([['Actions', 'Use the dark theme']])
  })

  it('puts commands first when the text names one', () => {
    expect(shown('compare')[0]).toEqual(['Pages', 'Compare'])
    expect(shown('dark')[0]).toEqual(['Actions', 'Use the dark theme'])
  })

  it('is empty without results, and shows pages while there is no catalogue', () => {
    expect(shown('qqqqzzzz')).toEqual([])
    expect(
      paletteGroups('stat', { view: null, recent: ['x'], commands: [command('Status', 'Pages')] }).map(
        ({ title }) => title,
      ),
    ).toEqual(['Pages'])
  })
})

describe('recent models', () => {
  it('are the last eight, newest first, without duplicates', () => {
    const ids = ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].reduce<readonly string[]>(addRecent, [])
    expect(ids).toEqual(['i', 'h', 'g', 'f', 'e', 'd', 'c', 'a'])
  })

  it('are read from the path', () => {
    expect(modelOfPath('/models/openai/gpt-4o')).toBe('openai/gpt-4o')
    expect(modelOfPath('/models/openai%2Fgpt-4o%3Afree')).toBe('openai/gpt-4o:free')
    expect(modelOfPath('/compare')).toBeNull()
    expect(modelOfPath('/models/%E0%A4%A')).toBeNull()
  })
})
