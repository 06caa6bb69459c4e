import { authorSummary } from '@modelkeep/catalog/authors/author-summary'
import { useDocumentTitle } from '@mantine/hooks'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { useCatalogue } from '../../shared/api/use-catalogue.js'
import { IconArrowLeft } from '../../shared/ui/icons.js'
import { SectionProblem } from '../../shared/ui/section-problem.js'
import { AuthorArticle } from './author-article.js'
import { AuthorNotFound } from './author-not-found.js'
import classes from './author.module.css'

/** The models of one author. */
export function AuthorPage() {
  const { author = '' } = useParams({ strict: false })
  const { view, error, retry } = useCatalogue()
  return (
    <main id="main" tabIndex={-1} className={classes.page}>
      <Link to="/" className={classes.back}>
        <IconArrowLeft size={15} stroke={1.8} />
        All models
      </Link>
      {view !== null ? (
        <Author author={author} view={view} />
      ) : (
        <>
          <h1>{author}</h1>
          {error === null ? (
            <div className={classes.waiting} role="status" aria-label="Loading the models" />
          ) : (
            <SectionProblem text="Modelkeep cannot be reached. Retrying automatically." retry={retry} />
          )}
        </>
      )}
    </main>
  )
}

function Author({ author, view }: { author: string; view: CatalogueView }) {
  const summary = useMemo(() => authorSummary(view.models, author), [view, author])
  useDocumentTitle(`${summary === null ? 'Author not found' : `Models by ${summary.name}`} · Modelkeep`)
  return summary === null ? (
    <AuthorNotFound author={author} models={view.models} />
  ) : (
    <AuthorArticle summary={summary} view={view} />
  )
}
