import type { Model } from '@modelkeep/catalog/model/model'
import type { ComponentType } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'

/** Something that the palette can do, other than to open a model. */
export interface Command {
  id: string
  label: string
  group: 'Pages' | 'Actions'
  /** Words that lead to it too. */
  alias?: string
  icon: ComponentType<{ size: number; stroke: number }>
  /** The key that does the same. */
  shortcut?: string
  /** Where nothing else would show that it was done, what to say then. */
  run: () => void | Promise<string>
}

export type PaletteItem =
  { kind: 'model'; id: string; model: Model } | { kind: 'command'; id: string; command: Command }
export interface PaletteGroup {
  title: string
  items: PaletteItem[]
}

const mostRecent = 5
const mostFound = 20

/**
 * What a text finds: models by the catalogue's own search, and commands each word of which begins as a word of the text does. What is
 * named exactly so comes before the models. Without a text: what is near at hand.
 */
export function paletteGroups(
  text: string,
  { view, recent, commands }: { view: CatalogueView | null; recent: readonly string[]; commands: readonly Command[] },
): PaletteGroup[] {
  const words = wordsOf(text)
  const found = commands.filter((command) => matches(command, words))
  const commandGroups = (['Pages', 'Actions'] as const).map((title) => ({
    title,
    items: found.filter(({ group }) => group === title).map(commandItem),
  }))
  const models =
    words.length === 0
      ? { title: 'Recent models', items: recentItems(view, recent) }
      : { title: 'Models', items: foundItems(view, text) }
  const named = words.length > 0 && found.some(({ label }) => isNamed(label, words))
  return (named ? [...commandGroups, models] : [models, ...commandGroups]).filter(({ items }) => items.length > 0)
}

function commandItem(command: Command): PaletteItem {
  return { kind: 'command', id: command.id, command }
}

function modelItem(model: Model): PaletteItem {
  return { kind: 'model', id: `model ${model.id}`, model }
}

function recentItems(view: CatalogueView | null, recent: readonly string[]): PaletteItem[] {
  return recent
    .flatMap((id) => view?.byId.get(id) ?? [])
    .slice(0, mostRecent)
    .map(modelItem)
}

function foundItems(view: CatalogueView | null, text: string): PaletteItem[] {
  if (view === null) return []
  return view.search
    .search(text)
    .slice(0, mostFound)
    .flatMap((position) => view.models[position] ?? [])
    .map(modelItem)
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s…,:]+/)
    .filter(Boolean)
}

/** By how it begins, or by whole words of it. */
function isNamed(label: string, words: readonly string[]): boolean {
  const own = wordsOf(label)
  return label.toLowerCase().startsWith(words.join(' ')) || words.every((word) => own.includes(word))
}

function matches({ label, alias = '' }: Command, words: readonly string[]): boolean {
  const own = wordsOf(`${label} ${alias}`)
  return words.every((word) => own.some((one) => one.startsWith(word)))
}
