// Shows the contract with Swagger UI. A classic script in the head, so that the wrong theme never flashes.
;(function () {
  'use strict'
  const system = matchMedia('(prefers-color-scheme: dark)')

  /** Uses the theme chosen on the page. */
  function followTheme() {
    let chosen = null
    try {
      chosen = localStorage.getItem('modelkeep-theme')
    } catch {
      // no storage: follow the system
    }
    document.documentElement.classList.toggle('dark-mode', chosen === 'dark' || (chosen !== 'light' && system.matches))
  }

  /** Links inside buttons confuse screen readers; the buttons alone open an operation and set its URL. */
  const plainPaths = {
    wrapComponents: {
      DeepLink:
        (_original, { React }) =>
        ({ text }) =>
          React.createElement('span', null, text),
    },
  }

  /** Adds what Swagger UI lacks for accessibility (WCAG 2.2: 1.3.1, 2.1.1, 4.1.2). */
  function improveAccessibility(place) {
    for (const heading of place.querySelectorAll(':is(.opblock-tag, .models > h4):not([aria-level])'))
      heading.setAttribute('aria-level', '2')
    for (const heading of place.querySelectorAll('.opblock-body :is(h4, h5):not([aria-level])'))
      heading.setAttribute('aria-level', '3')
    for (const field of place.querySelectorAll(':is(select, input, textarea):not([aria-label], [id])')) {
      field.setAttribute(
        'aria-label',
        field.closest('tr')?.dataset.paramName ?? (field.tagName === 'SELECT' ? 'Media type' : 'Value'),
      )
    }
    for (const about of place.querySelectorAll('.information-container:not([role])'))
      Object.assign(about, { role: 'region', ariaLabel: 'About' })
    for (const responses of place.querySelectorAll('[role=region]:not([aria-label])'))
      responses.setAttribute('aria-label', responses.id.replaceAll('_', ' '))
    for (const box of place.querySelectorAll(':is(pre, .highlight-code, .table-container):not([tabindex])'))
      box.tabIndex = 0
  }

  async function show() {
    const place = document.getElementById('contract')
    new MutationObserver(() => improveAccessibility(place)).observe(place, { childList: true, subtree: true })
    try {
      const response = await fetch('/api/openapi.json')
      if (!response.ok) throw new Error(`the service responded with ${response.status}`)
      // Without servers, Swagger UI uses its own origin; the content security policy forbids others.
      const { servers: _servers, ...contract } = await response.json()
      window.SwaggerUIBundle({
        spec: contract,
        domNode: place,
        deepLinking: true,
        plugins: [plainPaths],
        docExpansion: 'list',
        defaultModelsExpandDepth: 0,
        displayRequestDuration: true,
        tryItOutEnabled: true,
        validatorUrl: null, // it would send the contract to another host
        persistAuthorization: false, // the admin token stays in memory
      })
    } catch (error) {
      place.innerHTML = '<p class="waiting" role="alert"></p>'
      place.firstChild.textContent = `The contract could not be loaded: ${error.message}. Reload the page to try again.`
    }
  }

  followTheme()
  system.addEventListener('change', followTheme)
  addEventListener('storage', followTheme)
  addEventListener('DOMContentLoaded', () => void show())
})()
