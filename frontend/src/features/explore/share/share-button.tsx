import type { ComponentProps } from 'react'
import { IconShare } from '../../../shared/ui/icons.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { ToolbarMenu } from '../results/toolbar-menu.js'

const ShareMenu = lazyPart(async () => (await import('./share-menu.js')).ShareMenu)

/** Opens what can be done with the current list: copy it as a link or a request, or save it. */
export function ShareButton(props: ComponentProps<typeof ShareMenu>) {
  return (
    <ToolbarMenu label="Share and save" icon={IconShare}>
      <ShareMenu {...props} />
    </ToolbarMenu>
  )
}
