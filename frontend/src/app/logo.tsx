export function Logo() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path fill="var(--mk-brand)" d="M4 3h3.2L12 10l4.8-7H20v18h-3.6V9.400L12 15.600 7.600 9.400V21H4z" />
    </svg>
  )
}
