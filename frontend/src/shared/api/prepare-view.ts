import type { CatalogueView } from './catalogue-view.js'
import { whenIdle } from '../hooks/first-interaction.js'

/** Makes what questions are answered from while the browser has nothing to do: a part at a time, so that no key press waits for all of it. */
export function prepareView(view: CatalogueView): void {
  whenIdle(() => view.prepare() && prepareView(view))
}
