import { IconX } from '@tabler/icons-react'
import { Fragment } from 'react'
import classes from './help.module.css'
import { ShortcutsDialog } from './overlay-dialog.js'
import { keyGroups } from './shortcut-keys.js'
import type { OverlayProps } from './overlay.js'
import { usePlainKeys } from '../../shared/hooks/use-single-key-shortcuts.js'

/** Every key, and a switch for those that are a single character. */
export function Help({ close }: OverlayProps) {
  const [plainKeysOn, setPlainKeysOn] = usePlainKeys()
  return (
    <ShortcutsDialog label="Keyboard shortcuts" close={close} className={classes.help}>
      <div className={classes.head}>
        <h2>Keyboard shortcuts</h2>
        <button type="button" className={classes.close} onClick={close} aria-label="Close">
          <IconX size={18} aria-hidden />
        </button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls on low screens, which needs keys too */}
      <div className={classes.body} tabIndex={0} role="group" aria-label="All keys">
        {keyGroups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(({ keys: alternatives, does }) => (
                <div key={does}>
                  <dt>{does}</dt>
                  <dd>
                    {alternatives.map((key, at) => (
                      <Fragment key={key}>
                        {at > 0 && <span> or </span>}
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
      <label className={classes.option}>
        <input type="checkbox" checked={plainKeysOn} onChange={(event) => setPlainKeysOn(event.target.checked)} />
        <span>
          Keys of one character
          <small>Switch them off if you speak to your computer, or if they get in your way.</small>
        </span>
      </label>
    </ShortcutsDialog>
  )
}
