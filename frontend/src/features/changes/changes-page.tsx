import { filterText } from '@modelkeep/catalog/watches/filter-text'
import { useDocumentTitle } from '@mantine/hooks'
import { useRef } from 'react'
import { SubscribeButton } from '../../shared/subscribe/subscribe-button.js'
import { filterOfChanges } from '../../shared/watches/watch-filter.js'
import { activeFilters, withParameter } from './filter/change-filter.js'
import { ChangeList } from './list/change-list.js'
import classes from './changes.module.css'
import { FilterBar } from './filter/filter-bar.js'
import { ModelsNotFound } from './filter/models-not-found.js'
import { useFilterUrl } from './filter/use-filter-url.js'
import { useFoundModels } from './filter/use-found-models.js'

/** Changes of the catalogue, with a summary of the week and a filter. */
export function ChangesPage() {
  useDocumentTitle('Changes · Modelkeep')
  const { search, change } = useFilterUrl()
  const title = useRef<HTMLHeadingElement>(null)
  const found = useFoundModels(search.model)
  const filter = found.state === 'found' ? withParameter(search, 'model', found.ids ?? '') : null
  const isFiltered = activeFilters(search).length > 0
  return (
    <main id="main" tabIndex={-1} className={classes.page}>
      <div className={classes.head}>
        <h1 ref={title} tabIndex={-1}>
          Changes
        </h1>
        {filter !== null && (
          <SubscribeButton
            filter={filter}
            what={isFiltered ? 'the changes that match the filter' : 'all changes'}
            watchName={filterText(filterOfChanges(filter).filter)}
          />
        )}
      </div>
      <FilterBar search={search} change={change} found={found} />
      {filter === null ? (
        <ModelsNotFound found={found} search={search} change={change} />
      ) : (
        <ChangeList
          search={search}
          filter={filter}
          change={change}
          focusTitle={() => title.current?.focus({ preventScroll: true })}
        />
      )}
    </main>
  )
}
