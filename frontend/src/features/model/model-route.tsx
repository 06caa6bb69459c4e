export function ModelRoute() {
  return <main id="main" tabIndex={-1}>ModelRoute</main>
}
