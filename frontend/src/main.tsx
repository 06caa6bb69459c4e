import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { ensureValidLocale } from './app/ensure-valid-locale.js'
import { createPageRouter } from './app/router.js'
import { keepScrollPositions } from './app/scroll-positions.js'
import { yieldToBrowser } from './app/yield-to-browser.js'
import { onFirstInteraction } from './shared/hooks/first-interaction.js'
import { isLoadFailure } from './shared/ui/is-load-failure.js'
import { preload } from './shared/ui/lazy-part.js'
import './styles/base.css'
import './styles/high-contrast.css'
import './styles/print.css'

/** Starts in several tasks, so that the browser stays responsive. What index.html shows stays until the first render. */
async function start(host: HTMLElement): Promise<void> {
  await yieldToBrowser()
  const router = createPageRouter()
  keepScrollPositions(router)
  await yieldToBrowser()
  // Updates from the router's store render synchronously, so load the first location before rendering.
  await router.load()
  await yieldToBrowser()
  const client = new QueryClient()
  const root = createRoot(host, {
    // A part that could not be loaded says so on the page.
    onCaughtError: (error) => !isLoadFailure(error) && reportError(error),
  })
  await yieldToBrowser()
  startTransition(() =>
    root.render(
      <StrictMode>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </StrictMode>,
    ),
  )
}

ensureValidLocale()
onFirstInteraction(preload)
const host = document.getElementById('root')
if (host !== null) void start(host)
