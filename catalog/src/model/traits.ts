// What is read off a model in more than one place. Apart from `model.ts`, so that a page can have it without the schema.
import type { Model } from './model.js'

/** Who made the model: the part of the id before the slash. An alias such as `~openai/x` has the author `openai`. */
export function authorOf(id: string): string {
  const author = id.split('/', 1)[0] ?? ''
  return author.startsWith('~') ? author.slice(1) : author
}

/** What the model takes in: its list, else what its `modality` says, else nothing that is known. */
export function inputModalities(model: Model): readonly string[] {
  const { input_modalities: listed, modality } = model.architecture ?? {}
  return listed ?? sideOf(modality, 0)
}

/** What the model gives back: its list, else what its `modality` says. A model with no architecture at all gives text. */
export function outputModalities(model: Model): readonly string[] {
  if (model.architecture === undefined) return ['text']
  const { output_modalities: listed, modality } = model.architecture
  return listed ?? sideOf(modality, 1)
}

/** One side of `text+image->text`; none where it has no arrow. */
function sideOf(modality: string | null | undefined, side: 0 | 1): string[] {
  const sides = modality?.split('->') ?? []
  if (sides.length !== 2) return []
  return (sides[side] ?? '').split('+').filter((name) => name !== '')
}
