import { captureModels, haveCaptures } from '../helpers/captures.js'
import { madeUp } from '../fault/rig.js'

/** The real capture of all modalities where it is at hand, else as many made-up models. */
export function realModels(): { models: Record<string, unknown>[]; source: string } {
  if (haveCaptures)
    return { models: captureModels('openrouter-models-all-modalities-2026-08-05.json'), source: 'a real capture' }
  return { models: madeUp(457), source: 'made up' }
}
