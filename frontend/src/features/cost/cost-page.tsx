import { useDocumentTitle } from '@mantine/hooks'
import { type DragEvent, useRef, useState } from 'react'
import { useCatalogue } from '../../shared/api/use-catalogue.js'
import classes from './cost.module.css'
import { UsageInput } from './input/usage-input.js'
import { useUsagePricing } from './pricing/use-usage-pricing.js'
import { PricedUsage } from './results/priced-usage.js'

/** Prices a usage file: what its calls cost, by day and model, and what they would have cost with other models. */
export function CostPage() {
  useDocumentTitle('Cost · Modelkeep')
  const { view } = useCatalogue()
  const { run, start, clear, ...pricing } = useUsagePricing()
  const main = useRef<HTMLElement>(null)
  const [pasted, keepPasted] = useState('')
  /** What was focused is replaced. */
  const focusMain = (): void => main.current?.focus({ preventScroll: true })
  const [isOver, setIsOver] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const startFocused: typeof start = (...given) => {
    start(...given)
    focusMain()
  }
  const clearFocused = (): void => {
    clear()
    focusMain()
  }
  const take = (files: readonly File[]): void => {
    const [file] = files
    setProblem(files.length > 1 ? 'Choose one file at a time.' : null)
    if (file !== undefined && files.length === 1) startFocused({ name: file.name, content: file })
  }
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setIsOver(true)
  }
  const drop = (event: DragEvent): void => {
    setIsOver(false)
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  }
  return (
    // Dropping is another way to do what the button for files does.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <main
      ref={main}
      id="main"
      tabIndex={-1}
      className={classes.page}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <h1 className={classes.title}>Cost of your usage</h1>
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      {run === null ? (
        <UsageInput view={view} pasted={pasted} keepPasted={keepPasted} start={startFocused} take={take} />
      ) : (
        <PricedUsage key={run.key} {...pricing} {...{ run, view, start: startFocused, clear: clearFocused }} />
      )}
    </main>
  )
}
