import classes from './section-problem.module.css'

/** Why a section has no data. `retry`: null when trying again would not help. */
export function SectionProblem({ text, retry }: { text: string; retry: (() => void) | null }) {
  return (
    <p className={classes.problem} role="alert">
      {text}{' '}
      {retry !== null && (
        <button type="button" className={classes.button} onClick={retry}>
          Try again
        </button>
      )}
    </p>
  )
}
