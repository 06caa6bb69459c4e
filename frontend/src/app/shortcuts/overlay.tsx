import { type ComponentType, useEffect, useState } from 'react'
import { OverlayDialog } from './overlay-dialog.js'

export interface OverlayProps {
  close: () => void
  openHelp: () => void
}
export type OverlayName = 'palette' | 'help'

const loaders: Record<OverlayName, () => Promise<ComponentType<OverlayProps>>> = {
  palette: () => import('../palette/palette.js').then(({ Palette }) => Palette),
  help: () => import('./help.js').then(({ Help }) => Help),
}

/** Loads the overlay's code when it is first opened; says so when that fails. */
export function Overlay({ name, ...props }: OverlayProps & { name: OverlayName }) {
  const [Loaded, setLoaded] = useState<ComponentType<OverlayProps> | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let isMounted = true
    loaders[name]().then(
      (loaded) => isMounted && setLoaded(() => loaded),
      () => isMounted && setFailed(true),
    )
    return () => {
      isMounted = false
    }
  }, [name])
  if (Loaded !== null) return <Loaded {...props} />
  if (!failed) return null
  return (
    <OverlayDialog label="Not loaded" close={props.close}>
      <p>This part of the page could not be loaded because Modelkeep cannot be reached. Try again later.</p>
      <button type="button" onClick={props.close}>
        Close
      </button>
    </OverlayDialog>
  )
}
