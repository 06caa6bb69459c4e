import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles/baseline.layer.css'
import '@mantine/core/styles/global.layer.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import 'virtual:theme.css'
import { onFirstSign } from './app/first-sign.js'
import { router } from './app/router.js'
import { themeManager } from './app/theme-choice.js'
import './styles/base.css'
import { theme } from './styles/theme.js'
import { preload } from './ui/lazily.js'

onFirstSign(preload)

const client = new QueryClient()
const host = document.getElementById('root')

if (host !== null) {
  const root = createRoot(host)
  // In slices, so that the browser can do other things in between; until it is done what index.html shows stays.
  startTransition(() =>
    root.render(
      <StrictMode>
        {/* No styles at run time: the content security policy forbids <style> elements. The theme is a stylesheet made by the build. */}
        <MantineProvider theme={theme} colorSchemeManager={themeManager} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </StrictMode>,
    ),
  )
}
