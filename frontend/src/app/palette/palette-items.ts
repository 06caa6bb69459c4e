import type { Model } from '@modelkeep/catalog/model/model'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import type { PaletteCommand } from './use-palette-commands.js'

export type PaletteItem =
  { kind: 'model'; id: string; model: Model } | { kind: 'command'; id: string; command: PaletteCommand }

export interface PaletteGroup {
  title: string
  items: PaletteItem[]
}

interface PaletteContent {
  view: CatalogueView | null
  /** Ids of recently opened models, newest first. */
  recent: readonly string[]
  commands: readonly PaletteCommand[]
}

const maxRecent = 5
const maxFound = 20

/**
 * What a text finds: models by the catalogue's search, and commands by the prefixes of their words. Commands come first when the text
 * names one. Without a text: recent models and all commands.
 */
export function paletteGroups(text: string, { view, recent, commands }: PaletteContent): PaletteGroup[] {
  const words = wordsOf(text)
  const found = commands.filter((command) => matches(command, words))
  const commandGroups = (['Pages', 'Actions'] as const).map((title) => ({
    title,
    items: found.filter(({ entry }) => entry.group === title).map(commandItem),
  }))
  const models =
    words.length === 0
      ? { title: 'Recent models', items: recentItems(view, recent) }
      : { title: 'Models', items: foundItems(view, text) }
  const isNamed = words.length > 0 && found.some(({ entry }) => names(words, entry.label))
  return (isNamed ? [...commandGroups, models] : [models, ...commandGroups]).filter(({ items }) => items.length > 0)
}

function commandItem(command: PaletteCommand): PaletteItem {
  return { kind: 'command', id: command.id, command }
}

function modelItem(model: Model): PaletteItem {
  return { kind: 'model', id: `model ${model.id}`, model }
}

function recentItems(view: CatalogueView | null, recent: readonly string[]): PaletteItem[] {
  return recent
    .flatMap((id) => view?.byId.get(id) ?? [])
    .slice(0, maxRecent)
    .map(modelItem)
}

function foundItems(view: CatalogueView | null, text: string): PaletteItem[] {
  if (view === null) return []
  return view.search
    .search(text)
    .slice(0, maxFound)
    .flatMap((position) => view.models[position] ?? [])
    .map(modelItem)
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s…,:]+/)
    .filter(Boolean)
}

/** Whether the words are a prefix of the label, or whole words of it. */
function names(words: readonly string[], label: string): boolean {
  const labelWords = wordsOf(label)
  return label.toLowerCase().startsWith(words.join(' ')) || words.every((word) => labelWords.includes(word))
}

function matches({ entry: { label, alias = '' } }: PaletteCommand, words: readonly string[]): boolean {
  const commandWords = wordsOf(`${label} ${alias}`)
  return words.every((word) => commandWords.some((one) => one.startsWith(word)))
}
