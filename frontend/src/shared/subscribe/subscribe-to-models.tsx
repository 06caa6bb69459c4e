import { SubscribeButton } from './subscribe-button.js'
import { filterOfModels } from './subscription-urls.js'

interface SubscribeToModelsProps {
  ids: readonly string[]
  /** After `Subscribe to`: `GPT-4o`, `your favourites`. */
  what: string
  className?: string | undefined
}

/** Opens the addresses of the changes of these models. */
export function SubscribeToModels({ ids, what, className }: SubscribeToModelsProps) {
  const { filter, leftOut } = filterOfModels(ids)
  return (
    <SubscribeButton
      filter={filter}
      what={what}
      className={className}
      {...(leftOut > 0 && {
        note: `The first ${ids.length - leftOut} of ${ids.length} models are included: an address cannot hold more.`,
      })}
    />
  )
}
