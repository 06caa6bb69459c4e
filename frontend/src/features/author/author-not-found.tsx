import { nearestAuthors } from '@modelkeep/catalog/authors/author-summary'
import type { Model } from '@modelkeep/catalog/model/model'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import classes from './author.module.css'

/** No model is by this author: suggests similar ones. */
export function AuthorNotFound({ author, models }: { author: string; models: readonly Model[] }) {
  const nearest = useMemo(() => nearestAuthors(models, author), [models, author])
  return (
    <>
      <h1>Author not found</h1>
      <p className={classes.absent}>
        None of the {models.length.toLocaleString('en-US')} models in the catalogue is by <code>{author}</code>.
      </p>
      {nearest.length > 0 && (
        <>
          <h2>Did you mean one of these?</h2>
          <ul className={classes.nearest}>
            {nearest.map((one) => (
              <li key={one.author}>
                <Link to="/authors/$author" params={{ author: one.author }}>
                  <span>{one.name}</span>
                  <code>{one.author}</code>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
