import { type ComponentProps, useState } from 'react'
import { useFavourites } from '../../../shared/hooks/preferences.js'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { IconRss } from '../../../shared/ui/icons.js'
import { filterOfList } from '../../../shared/watches/watch-filter.js'
import { WatchDialog } from '../../../shared/watches/watch-dialog.js'
import { nameOf, SavedSearches } from './saved-searches-list.js'
import { apiLimits, apiUrl, curlCommand, listQuery, shareLink } from './share-links.js'
import classes from './share-menu.module.css'

/** Copies the list as a link, as a request to the API or as a command, watches it, and keeps saved searches. */
export function ShareMenu({ query, authorNames }: ComponentProps<typeof SavedSearches>) {
  const { ids } = useFavourites()
  // Computed when clicked, because the URL may have changed since.
  const request = (): string => apiUrl(location.origin, query, ids)
  const limits = apiLimits(query)
  const [isWatching, setIsWatching] = useState(false)
  return (
    <div className={classes.menu}>
      <div role="group" aria-label="Share" className={classes.copies}>
        <CopyButton text={() => shareLink(location.href, ids)} what="link to this list" label="Copy link" />
        <CopyButton text={request} what="API URL of this list" label="Copy as API URL" />
        <CopyButton text={() => curlCommand(request())} what="curl command of this list" label="Copy as curl" />
        <button type="button" className={classes.watch} aria-haspopup="dialog" onClick={() => setIsWatching(true)}>
          <IconRss size={14} stroke={1.8} />
          Watch new models
        </button>
      </div>
      {limits !== null && <p className={classes.note}>{limits}</p>}
      {isWatching && (
        <WatchDialog
          {...filterOfList(listQuery(query), query.favourites === true)}
          name={nameOf(query, authorNames)}
          close={() => setIsWatching(false)}
        />
      )}
      <SavedSearches query={query} authorNames={authorNames} />
    </div>
  )
}
