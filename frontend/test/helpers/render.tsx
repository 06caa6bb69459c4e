import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { configure, render, type RenderResult } from '@testing-library/react'
import type { ReactNode } from 'react'
import { theme } from '../../src/styles/theme.js'

/** There is no layout in these tests: what an element measures, it measures at once. */
class ImmediateResizeObserver implements ResizeObserver {
  readonly #tell: () => void
  constructor(tell: ResizeObserverCallback) {
    this.#tell = () => tell([], this)
  }
  observe(): void {
    this.#tell()
  }
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = ImmediateResizeObserver

// What is waited for comes at once, save on a machine that is busy with other things.
configure({ asyncUtilTimeout: 10_000 })

/** Renders with what every view of the page stands in. */
export function renderPage(children: ReactNode): RenderResult {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  return render(children, {
    wrapper: ({ children: inner }) => (
      <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
        <QueryClientProvider client={client}>{inner}</QueryClientProvider>
      </MantineProvider>
    ),
  })
}
