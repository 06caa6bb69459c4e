// Kept apart from `model.ts` so that the page can import it without the schema.
import type { Model } from './model.js'

/** Input modalities: the list, or those in `modality`; empty if unknown. */
export function inputModalities(model: Model): readonly string[] {
  const { input_modalities: listed, modality } = model.architecture ?? {}
  return listed ?? sideOf(modality, 0)
}

/** Output modalities: the list, or those in `modality`. A model without `architecture` produces text. */
export function outputModalities(model: Pick<Model, 'architecture'>): readonly string[] {
  if (model.architecture === undefined) return ['text']
  const { output_modalities: listed, modality } = model.architecture
  return listed ?? sideOf(modality, 1)
}

/** One side of `text+image->text`; empty without an arrow. */
function sideOf(modality: string | null | undefined, side: 0 | 1): string[] {
  const sides = modality?.split('->') ?? []
  if (sides.length !== 2) return []
  return (sides[side] ?? '').split('+').filter((name) => name !== '')
}
