import { Fragment } from 'react'
import { useSingleKeyShortcuts } from '../../shared/hooks/use-single-key-shortcuts.js'
import { IconX } from '../../shared/ui/icons.js'
import classes from './help.module.css'
import { OverlayDialog } from './overlay-dialog.js'
import type { OverlayProps } from './overlay.js'
import { shortcutGroups } from './shortcut-keys.js'

/** Lists every shortcut, with a switch for those of a single character. */
export function Help({ close }: OverlayProps) {
  const [singleKeysOn, setSingleKeysOn] = useSingleKeyShortcuts()
  return (
    <OverlayDialog label="Keyboard shortcuts" close={close} className={classes.help}>
      <div className={classes.head}>
        <h2>Keyboard shortcuts</h2>
        <button type="button" className={classes.close} onClick={close} aria-label="Close">
          <IconX size={18} />
        </button>
      </div>
      <ShortcutList />
      <label className={classes.option}>
        <input type="checkbox" checked={singleKeysOn} onChange={(event) => setSingleKeysOn(event.target.checked)} />
        <span>
          Single-key shortcuts
          <small>Switch them off if you use speech input, or if they get in your way.</small>
        </span>
      </label>
    </OverlayDialog>
  )
}

function ShortcutList() {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls on low screens, which must work by keyboard
    <div className={classes.body} tabIndex={0} role="group" aria-label="All shortcuts">
      {shortcutGroups.map(({ title, shortcuts }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {shortcuts.map(({ keys, action }) => (
              <div key={action}>
                <dt>{action}</dt>
                <dd>
                  {keys.map((key, position) => (
                    <Fragment key={key}>
                      {position > 0 && <span> or </span>}
                      <kbd>{key}</kbd>
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
