import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Config } from '../../config.js'
import { noOverlay, readOverlayFile, type CurrentOverlay } from '../../overlay/overlay-file.js'
import { overlaidCatalogue } from '../../overlay/overlaid-catalogue.js'

/** OVERLAY_FILE as a command sees it. It is read once, when it is first needed. */
export interface LocalOverlay {
  /** @throws OverlayFileError */
  load(): Promise<CurrentOverlay>
  /** The catalogue with the user's own models and prices at `now`, in Unix milliseconds. @throws OverlayFileError */
  shown(catalogue: Catalogue, now: number): Promise<Catalogue>
}

export function createLocalOverlay({ overlayFile }: Pick<Config, 'overlayFile'>): LocalOverlay {
  let loading: Promise<CurrentOverlay> | undefined
  const load = (): Promise<CurrentOverlay> => (loading ??= read(overlayFile))
  return {
    load,
    shown: async (catalogue, now) => {
      const loaded = (await load())()
      return loaded === null ? catalogue : overlaidCatalogue(catalogue, loaded.overlay.at(now))
    },
  }
}

async function read(file: string | null): Promise<CurrentOverlay> {
  if (file === null) return noOverlay
  const { overlay, writtenAt } = await readOverlayFile(file)
  return () => ({ overlay, changedAt: writtenAt })
}
