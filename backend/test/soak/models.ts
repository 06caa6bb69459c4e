import { captureModels, haveCaptures } from '../helpers/captures.js'
import { generateModels } from '../fault/fault-setup.js'

/** A real capture of all modalities if it is available, otherwise as many generated models. */
export function realModels(): { models: Record<string, unknown>[]; source: string } {
  if (haveCaptures)
    return { models: captureModels('openrouter-models-all-modalities-2026-08-05.json'), source: 'a real capture' }
  return { models: generateModels(457), source: 'generated' }
}
