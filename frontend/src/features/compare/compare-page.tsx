export function ComparePage() {
  return <main id="main" tabIndex={-1}>ComparePage</main>
}
