import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { configure, render, type RenderResult } from '@testing-library/react'
import type { ReactNode } from 'react'

/** There is no layout in these tests, so sizes are reported immediately. */
class ImmediateResizeObserver implements ResizeObserver {
  readonly #notify: () => void
  constructor(notify: ResizeObserverCallback) {
    this.#notify = () => notify([], this)
  }
  observe(): void {
    this.#notify()
  }
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = ImmediateResizeObserver

// Generous, because the machine may be busy.
configure({ asyncUtilTimeout: 10_000 })

/** Renders with the providers that every view needs. */
export function renderPage(children: ReactNode): RenderResult {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  return render(children, {
    wrapper: ({ children: inner }) => <QueryClientProvider client={client}>{inner}</QueryClientProvider>,
  })
}
