import { IconDownload } from '../../shared/ui/icons.js'
import classes from './compare.module.css'

interface ComparisonToolbarProps {
  onlyDifferences: boolean
  cheapestFirst: boolean
  /** There are at least two models. */
  canCompare: boolean
  change: (change: { onlyDifferences?: boolean; cheapestFirst?: boolean }) => void
  download: () => void
}

/** How the comparison is shown, and its download. */
export function ComparisonToolbar({
  onlyDifferences,
  cheapestFirst,
  canCompare,
  change,
  download,
}: ComparisonToolbarProps) {
  return (
    <div className={classes.toolbar}>
      <Check
        label="Only differences"
        isOn={onlyDifferences}
        isDisabled={!canCompare}
        set={(isOn) => change({ onlyDifferences: isOn })}
      />
      <Check
        label="Cheapest first"
        isOn={cheapestFirst}
        isDisabled={!canCompare}
        set={(isOn) => change({ cheapestFirst: isOn })}
      />
      <span className={classes.legend}>
        {canCompare ? (
          <>
            <b aria-hidden>≠</b> models differ
          </>
        ) : (
          'Add another model to see differences.'
        )}
      </span>
      <button
        type="button"
        className={classes.download}
        onClick={download}
        aria-label="Download as CSV"
        title="Download as CSV"
      >
        <IconDownload size={16} stroke={1.7} />
        CSV
      </button>
    </div>
  )
}

interface CheckProps {
  label: string
  isOn: boolean
  isDisabled: boolean
  set: (isOn: boolean) => void
}

function Check({ label, isOn, isDisabled, set }: CheckProps) {
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      {label}
    </label>
  )
}
