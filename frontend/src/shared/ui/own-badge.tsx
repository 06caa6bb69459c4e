import { ownKindOf } from '@modelkeep/catalog/overlay/marks'
import classes from './own-badge.module.css'

const badges = {
  price: { text: 'Own price', title: 'The prices are your own, not those that OpenRouter publishes' },
  private: { text: 'Private model', title: 'A model of your own that OpenRouter does not list' },
} as const

/** Marks a model that is, or whose price is, from the overlay file of the service. */
export function OwnBadge({ model }: { model: object }) {
  const kind = ownKindOf(model)
  if (kind === null) return null
  const { text, title } = badges[kind]
  return (
    <span className={classes.badge} title={title}>
      {text}
    </span>
  )
}
