import { Link } from '@tanstack/react-router'

export function NotFound() {
  return (
    <main id="main" tabIndex={-1} style={{ padding: '4rem var(--mk-gutter)', textAlign: 'center' }}>
      <h1>Page not found</h1>
      <p>
        <Link to="/">All models</Link>
      </p>
    </main>
  )
}
