import type { Model } from './model.js'

/** Whether the weights are published: the model has an id on Hugging Face. */
export function hasOpenWeights({ hugging_face_id: id }: Pick<Model, 'hugging_face_id'>): boolean {
  return id != null && id.trim() !== ''
}
