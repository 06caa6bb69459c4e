export function StatusPage() {
  return <main id="main" tabIndex={-1}>StatusPage</main>
}
