import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { ownKindOf } from '@modelkeep/catalog/overlay/marks'
import { IconArrowsDiff, IconCheck, IconStar, IconStarFilled } from '../../shared/ui/icons.js'
import { Link } from '@tanstack/react-router'
import { maxCompared, useFavourites, useSelection } from '../../shared/hooks/preferences.js'
import { AuthorLink } from '../../shared/ui/author-link.js'
import { CapabilityBadges } from '../../shared/ui/capability-badges.js'
import { SubscribeToModels } from '../../shared/subscribe/subscribe-to-models.js'
import { OwnBadge } from '../../shared/ui/own-badge.js'
import { CopyButton } from '../../shared/ui/copy-button.js'
import classes from './model-header.module.css'
import { useModelSearch } from './use-model-search.js'
import { namesOf } from './model-names.js'

interface ModelHeaderProps {
  model: Model
  titleId: string
  authorNames: ReadonlyMap<string, string> | undefined
}

/** Author, name and id of a model, with buttons to favourite and compare it. */
export function ModelHeader({ model, titleId, authorNames }: ModelHeaderProps) {
  const { title, author } = namesOf(model, authorNames)
  return (
    <header className={classes.header}>
      <div className={classes.names}>
        <AuthorLink
          author={authorOf(model.id)}
          name={author}
          asOf={useModelSearch().as_of}
          className={classes.author}
        />
        <h1 id={titleId} className={classes.title}>
          {title}
        </h1>
        <p className={classes.id}>
          <code>{model.id}</code>
          <CopyButton text={model.id} what={`the id ${model.id}`} />
        </p>
      </div>
      <div className={classes.marks}>
        <FavouriteButton id={model.id} />
        <CompareButton id={model.id} />
        {ownKindOf(model) !== 'private' && <SubscribeToModels ids={[model.id]} what={title} className={classes.mark} />}
      </div>
      <div className={classes.badges}>
        <OwnBadge model={model} />
        <CapabilityBadges model={model} />
      </div>
    </header>
  )
}

function FavouriteButton({ id }: { id: string }) {
  const favourites = useFavourites()
  const isOn = favourites.has(id)
  return (
    <button type="button" className={classes.mark} aria-pressed={isOn} onClick={() => favourites.toggle(id)}>
      {isOn ? <IconStarFilled size={15} /> : <IconStar size={15} stroke={1.8} />}
      Favourite
    </button>
  )
}

function CompareButton({ id }: { id: string }) {
  const selection = useSelection()
  const isOn = selection.has(id)
  const isFull = !isOn && selection.ids.length >= maxCompared
  return (
    <>
      <button
        type="button"
        className={classes.mark}
        aria-pressed={isOn}
        disabled={isFull}
        title={isFull ? `Limit of ${maxCompared} models in a comparison` : undefined}
        onClick={() => selection.toggle(id)}
      >
        {isOn ? <IconCheck size={15} stroke={2} /> : <IconArrowsDiff size={15} stroke={1.8} />}
        Compare
      </button>
      {isOn && (
        <Link to="/compare" search={{ ids: selection.ids.join(',') }} className={classes.open}>
          Open comparison ({selection.ids.length})
        </Link>
      )}
    </>
  )
}
