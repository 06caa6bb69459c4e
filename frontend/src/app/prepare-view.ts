import type { CatalogueView } from '../api/catalogue-view.js'
import { whenIdle } from './first-sign.js'

/** Makes what questions are answered from while the browser has nothing to do: a part at a time, so that no key press waits for all of it. */
export function prepareView(view: CatalogueView): void {
  whenIdle(() => view.prepare() && prepareView(view))
}
