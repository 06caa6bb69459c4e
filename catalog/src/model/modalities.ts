// Kept apart from `model.ts` so that the page can import it without the schema.
import type { Model } from './model.js'

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
