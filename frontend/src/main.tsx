import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles/baseline.layer.css'
import '@mantine/core/styles/global.layer.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import 'virtual:theme.css'
import { onFirstSign } from './shared/hooks/first-interaction.js'
import { nextTurn } from './app/yield-to-browser.js'
import { createPageRouter } from './app/router.js'
import { themeManager } from './app/theme-choice.js'
import './styles/base.css'
import { theme } from './styles/theme.js'
import { preload } from './shared/ui/lazy-part.js'

/** In turns, so that the browser can do other things in between; until it is done what index.html shows stays. */
async function start(host: HTMLElement): Promise<void> {
  await nextTurn()
  const router = createPageRouter()
  await nextTurn()
  // The router tells React of a place by a store, and what comes from a store is rendered in one piece. So it is there before.
  await router.load()
  await nextTurn()
  const client = new QueryClient()
  const root = createRoot(host)
  await nextTurn()
  startTransition(() =>
    root.render(
      <StrictMode>
        {/* No styles at run time: the content security policy forbids <style> elements. The theme is a stylesheet made by the build. */}
        <MantineProvider
          theme={theme}
          colorSchemeManager={themeManager}
          defaultColorScheme="auto"
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </StrictMode>,
    ),
  )
}

onFirstSign(preload)
const host = document.getElementById('root')
if (host !== null) void start(host)
