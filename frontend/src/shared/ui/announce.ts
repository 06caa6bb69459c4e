const hostId = 'announcements'

/** Announces a text to screen readers through one shared live region. */
export function announce(text: string): void {
  const host = document.getElementById(hostId) ?? createHost()
  // Screen readers ignore everything outside an open modal dialog.
  const parent = document.querySelector('dialog[open]:modal') ?? document.body
  if (host.parentElement !== parent) parent.append(host)
  // A region is announced only when it changes after it was added, and repeated text must count as a change.
  host.textContent = ''
  setTimeout(() => {
    host.textContent = text
  }, 50)
}

function createHost(): HTMLElement {
  const host = document.createElement('div')
  host.id = hostId
  host.className = 'visually-hidden'
  host.setAttribute('role', 'status')
  return host
}
