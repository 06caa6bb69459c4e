import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { IconArrowDownRight, IconArrowUpRight } from '../../../shared/ui/icons.js'
import { isGoodNews, percentText } from './change-pages.js'
import classes from './percent-mark.module.css'

/** By how much a price moved; nothing when that is unknown. */
export function PercentMark({ change }: { change: Pick<ListedChange, 'field' | 'percent'> }) {
  const { percent } = change
  if (percent === null || percent === 0) return null
  const isGood = isGoodNews(change)
  const Arrow = percent < 0 ? IconArrowDownRight : IconArrowUpRight
  return (
    <span className={classes.percent} data-tone={isGood === null ? undefined : isGood ? 'good' : 'bad'}>
      <Arrow size={15} stroke={2} />
      <span className="visually-hidden">{percent < 0 ? 'minus' : 'plus'} </span>
      {percentText(percent)}
    </span>
  )
}
