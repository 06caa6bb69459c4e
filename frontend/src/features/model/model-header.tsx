import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { IconArrowsDiff, IconCheck, IconStar, IconStarFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { mostCompared, useFavourites, useSelection } from '../../shared/hooks/preferences.js'
import { CapabilityBadges } from '../../shared/ui/capability-badges.js'
import { CopyButton } from '../../shared/ui/copy-button.js'
import classes from './model-header.module.css'
import { useModelSearch } from './use-model-search.js'
import { namesOf } from './model-names.js'

/** Who made it, what it is called, the id that a request needs, and what a reader can mark it with. */
export function ModelHeader({ model, titleId }: { model: Model; titleId: string }) {
  const { title, author } = namesOf(model)
  return (
    <header className={classes.header}>
      <div className={classes.names}>
        <Link
          to="/"
          search={{ ...useModelSearch(), model_authors: authorOf(model.id) } as never}
          className={classes.author}
          title={`All models of ${author}`}
        >
          {author}
        </Link>
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
      </div>
      <div className={classes.badges}>
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
      {isOn ? <IconStarFilled size={15} aria-hidden /> : <IconStar size={15} stroke={1.8} aria-hidden />}
      Favourite
    </button>
  )
}

function CompareButton({ id }: { id: string }) {
  const selection = useSelection()
  const isOn = selection.has(id)
  const isFull = !isOn && selection.ids.length >= mostCompared
  return (
    <button
      type="button"
      className={classes.mark}
      aria-pressed={isOn}
      disabled={isFull}
      title={isFull ? `${mostCompared} models are chosen already, which is the most` : undefined}
      onClick={() => selection.toggle(id)}
    >
      {isOn ? <IconCheck size={15} stroke={2} aria-hidden /> : <IconArrowsDiff size={15} stroke={1.8} aria-hidden />}
      Compare
    </button>
  )
}
