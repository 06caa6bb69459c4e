import { Component, type ReactNode, Suspense } from 'react'

interface OptionalPartProps {
  children: ReactNode
  /** Shown while code is loading. */
  waiting?: ReactNode
  /** Shown when the part fails to load or to render. */
  failed?: ReactNode
}

/** Keeps a failure in one part of a view from replacing the whole view. */
export class OptionalPart extends Component<OptionalPartProps, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    const { children, waiting, failed = <PartFailure /> } = this.props
    return this.state.hasFailed ? failed : <Suspense fallback={waiting}>{children}</Suspense>
  }
}

function PartFailure() {
  return <p role="alert">This part of the page could not be shown. Reload the page to try again.</p>
}
