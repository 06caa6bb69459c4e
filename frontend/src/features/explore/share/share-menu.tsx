import type { ComponentProps } from 'react'
import { useFavourites } from '../../../shared/hooks/preferences.js'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { SavedSearches } from './saved-searches-list.js'
import { apiLimits, apiUrl, curlCommand, shareLink } from './share-links.js'
import classes from './share-menu.module.css'

/** Copies the list as a link, as a request to the API or as a command, and keeps saved searches. */
export function ShareMenu({ query, authorNames }: ComponentProps<typeof SavedSearches>) {
  const { ids } = useFavourites()
  // Computed when clicked, because the URL may have changed since.
  const request = (): string => apiUrl(location.origin, query, ids)
  const limits = apiLimits(query)
  return (
    <div className={classes.menu}>
      <div role="group" aria-label="Share" className={classes.copies}>
        <CopyButton text={() => shareLink(location.href, ids)} what="link to this list" label="Copy link" />
        <CopyButton text={request} what="API URL of this list" label="Copy as API URL" />
        <CopyButton text={() => curlCommand(request())} what="curl command of this list" label="Copy as curl" />
      </div>
      {limits !== null && <p className={classes.note}>{limits}</p>}
      <SavedSearches query={query} authorNames={authorNames} />
    </div>
  )
}
