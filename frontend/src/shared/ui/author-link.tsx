import { Link } from '@tanstack/react-router'

interface AuthorLinkProps {
  /** The part of an id before the slash, without `~`. */
  author: string
  /** Display name. */
  name: string
  /** The time that is shown; absent: now. */
  asOf: string | undefined
  className?: string | undefined
  tabIndex?: number
}

/** Links to the author's page, which shows the present; from an earlier time to the list of the author's models at that time. */
export function AuthorLink({ author, name, asOf, ...rest }: AuthorLinkProps) {
  const title = `All models by ${name}`
  return asOf === undefined ? (
    <Link to="/authors/$author" params={{ author }} title={title} {...rest}>
      {name}
    </Link>
  ) : (
    <Link to="/" search={{ as_of: asOf, model_authors: author }} title={title} {...rest}>
      {name}
    </Link>
  )
}
