import type { ComponentProps } from 'react'
import { IconColumns3 } from '../../../shared/ui/icons.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { ToolbarMenu } from './toolbar-menu.js'

const ColumnsMenu = lazyPart(async () => (await import('./columns-menu.js')).ColumnsMenu)

/** Opens the columns menu. */
export function ColumnsButton(props: ComponentProps<typeof ColumnsMenu>) {
  return (
    <ToolbarMenu label="Columns" icon={IconColumns3}>
      <ColumnsMenu {...props} />
    </ToolbarMenu>
  )
}
