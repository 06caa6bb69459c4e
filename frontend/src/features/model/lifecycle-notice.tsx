import { statementsText } from '@modelkeep/catalog/lifecycle/lifecycle-text'
import { IconAlertTriangle, IconClockHour4 } from '../../shared/ui/icons.js'
import { useLifecycle } from '../../shared/api/use-lifecycle.js'
import { Notice } from './notice.js'

/** What mirrored catalogues announce about the end of the model. Nothing if only OpenRouter does, which is said elsewhere. */
export function LifecycleNotice({ id }: { id: string }) {
  const lifecycle = useLifecycle(id)
  const text = lifecycle === null ? '' : statementsText(lifecycle)
  if (lifecycle === null || text === '') return null
  const isEnding = lifecycle.stage === 'deprecated'
  return (
    <Notice
      kind={isEnding ? 'warning' : 'note'}
      icon={isEnding ? <IconAlertTriangle size={18} /> : <IconClockHour4 size={18} />}
    >
      Lifecycle by source: {text}.
    </Notice>
  )
}
