import { type ComponentType, useEffect, useState } from 'react'
import { ShortcutsDialog } from './overlay-dialog.js'

export interface OverlayProps {
  close: () => void
  openHelp: () => void
}
export type OverlayName = 'palette' | 'help'

const loaders: Record<OverlayName, () => Promise<ComponentType<OverlayProps>>> = {
  palette: () => import('../palette/palette.js').then(({ Palette }) => Palette),
  help: () => import('./help.js').then(({ Help }) => Help),
}

/** Its code is loaded when it is first opened; where the service is away by then, that is said. */
export function ShortcutsOverlay({ name, ...props }: OverlayProps & { name: OverlayName }) {
  const [Overlay, setOverlay] = useState<ComponentType<OverlayProps> | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let wanted = true
    loaders[name]().then(
      (loaded) => wanted && setOverlay(() => loaded),
      () => wanted && setFailed(true),
    )
    return () => {
      wanted = false
    }
  }, [name])
  if (Overlay !== null) return <Overlay {...props} />
  if (!failed) return null
  return (
    <ShortcutsDialog label="Not loaded" close={props.close}>
      <p>This part of the page has not been loaded yet, and Modelkeep cannot be reached. Try again when it is back.</p>
      <button type="button" onClick={props.close}>
        Close
      </button>
    </ShortcutsDialog>
  )
}
