import { whenIdle } from '../hooks/first-interaction.js'
import type { CatalogueView } from './catalogue-view.js'

/** Builds the indexes while the browser is idle, one at a time, so that no key press waits for all of them. */
export function prepareView(view: CatalogueView): void {
  whenIdle(() => view.prepare() && prepareView(view))
}
