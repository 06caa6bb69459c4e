import type { ComponentProps, ReactNode } from 'react'
import type { Density } from '../../../shared/hooks/preferences.js'
import {
  type Icon,
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconChartDots,
  IconDownload,
  IconLayoutGrid,
  IconStar,
  IconStarFilled,
  IconTable,
} from '../../../shared/ui/icons.js'
import { ColumnsButton } from './columns-button.js'
import classes from './toolbar.module.css'

export type ShownView = 'table' | 'cards' | 'plot'

interface DisplayProps {
  view: ShownView
  setView: (view: ShownView) => void
  density: Density
  setDensity: (density: Density) => void
  columns: ComponentProps<typeof ColumnsButton>
}

export interface ToolbarProps extends DisplayProps {
  /** On the left, such as the sort order. */
  lead?: ReactNode
  isFavourites: boolean
  toggleFavourites: () => void
  /** After the other buttons. */
  trail?: ReactNode
  onCsv: () => void
}

/** How the list is displayed, and its download. */
export function Toolbar({ lead, isFavourites, toggleFavourites, trail, onCsv, ...display }: ToolbarProps) {
  return (
    <div className={classes.bar}>
      <div className={classes.lead}>{lead}</div>
      <div className={classes.tools} role="group" aria-label="Display options">
        <IconButton
          label="Favourites only"
          icon={isFavourites ? IconStarFilled : IconStar}
          isPressed={isFavourites}
          onClick={toggleFavourites}
        />
        <DisplayButtons {...display} />
        <button
          type="button"
          className={`${classes.button} ${classes.csv}`}
          onClick={onCsv}
          title="Download as CSV"
          aria-label="Download as CSV"
        >
          <IconDownload size={16} stroke={1.7} />
          <span>CSV</span>
        </button>
        {trail}
      </div>
    </div>
  )
}

function DisplayButtons({ view, setView, density, setDensity, columns }: DisplayProps) {
  const other = density === 'compact' ? 'comfortable' : 'compact'
  return (
    <>
      <div className={classes.pair} role="group" aria-label="View">
        <IconButton label="Table" icon={IconTable} isPressed={view === 'table'} onClick={() => setView('table')} />
        <IconButton label="Cards" icon={IconLayoutGrid} isPressed={view === 'cards'} onClick={() => setView('cards')} />
        <IconButton
          label="Price plot"
          icon={IconChartDots}
          isPressed={view === 'plot'}
          onClick={() => setView('plot')}
        />
      </div>
      {view === 'table' && (
        <>
          <IconButton
            label={`Use ${other} rows`}
            icon={other === 'comfortable' ? IconBaselineDensityMedium : IconBaselineDensitySmall}
            onClick={() => setDensity(other)}
          />
          <ColumnsButton {...columns} />
        </>
      )}
    </>
  )
}

interface IconButtonProps {
  label: string
  icon: Icon
  isPressed?: boolean
  onClick: () => void
}

function IconButton({ label, icon: Icon, isPressed, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes.button}
      aria-pressed={isPressed}
      onClick={onClick}
      aria-label={label}
      title={label}
    >
      <Icon size={16} stroke={1.7} />
    </button>
  )
}
