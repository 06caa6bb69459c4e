import {
  IconBaselineDensityMedium,
  IconBaselineDensitySmall,
  IconDownload,
  IconLayoutGrid,
  IconStar,
  IconStarFilled,
  IconTable,
} from '@tabler/icons-react'
import type { ComponentProps, ReactNode } from 'react'
import type { Density } from '../../../shared/hooks/preferences.js'
import { ColumnsButton } from './columns-button.js'
import classes from './toolbar.module.css'

export interface ToolbarProps {
  /** What stands on the left, such as how many models there are. */
  lead?: ReactNode
  favourites: { only: boolean; toggle: () => void }
  isTable: boolean
  setView: (view: 'table' | 'cards') => void
  density: Density
  setDensity: (density: Density) => void
  columns: ComponentProps<typeof ColumnsButton>
  onCsv: () => void
}

/** How the list is shown, and what can be taken from it. */
export function Toolbar({ lead, favourites, isTable, setView, density, setDensity, columns, onCsv }: ToolbarProps) {
  const DensityIcon = density === 'compact' ? IconBaselineDensityMedium : IconBaselineDensitySmall
  const otherDensity = density === 'compact' ? 'comfortable' : 'compact'
  return (
    <div className={classes.bar}>
      <div className={classes.lead}>{lead}</div>
      <div className={classes.tools} role="group" aria-label="How the list is shown">
        <button
          type="button"
          className={classes.button}
          aria-pressed={favourites.only}
          onClick={favourites.toggle}
          aria-label="Favourites only"
          title="Favourites only"
        >
          {favourites.only ? <IconStarFilled size={16} aria-hidden /> : <IconStar size={16} stroke={1.7} aria-hidden />}
        </button>
        <div className={classes.pair} role="group" aria-label="View">
          <button
            type="button"
            className={classes.button}
            aria-pressed={isTable}
            onClick={() => setView('table')}
            aria-label="Table"
            title="Table"
          >
            <IconTable size={16} stroke={1.7} aria-hidden />
          </button>
          <button
            type="button"
            className={classes.button}
            aria-pressed={!isTable}
            onClick={() => setView('cards')}
            aria-label="Cards"
            title="Cards"
          >
            <IconLayoutGrid size={16} stroke={1.7} aria-hidden />
          </button>
        </div>
        {isTable && (
          <>
            <button
              type="button"
              className={classes.button}
              onClick={() => setDensity(otherDensity)}
              aria-label={`Rows: ${density}. Change to ${otherDensity}`}
              title={otherDensity === 'compact' ? 'Compact rows' : 'Comfortable rows'}
            >
              <DensityIcon size={16} stroke={1.7} aria-hidden />
            </button>
            <ColumnsButton {...columns} />
          </>
        )}
        <button
          type="button"
          className={`${classes.button} ${classes.csv}`}
          onClick={onCsv}
          title="Download what is shown as CSV"
          aria-label="Download what is shown as CSV"
        >
          <IconDownload size={16} stroke={1.7} aria-hidden />
          <span>CSV</span>
        </button>
      </div>
    </div>
  )
}
