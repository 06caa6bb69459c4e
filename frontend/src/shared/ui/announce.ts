const hostId = 'announcements'

/** Says something to those who hear the page, through one live region for all that has no place of its own to say it. */
export function announce(text: string): void {
  const host = document.getElementById(hostId) ?? createHost()
  // Below a modal dialog the rest of the page is not heard.
  const heard = document.querySelector('dialog[open]:modal') ?? document.body
  if (host.parentElement !== heard) heard.append(host)
  // What is put into a region in the turn that makes it goes unheard; the same words again must be a change.
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
