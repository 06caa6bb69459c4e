import { IconExternalLink } from '../../../shared/ui/icons.js'
import classes from './external-link.module.css'

/** A link that opens in a new tab, without a referrer. */
export function ExternalLink({ href, text }: { href: string; text: string }) {
  return (
    <a className={classes.link} href={href} target="_blank" rel="noreferrer noopener">
      {text}
      <IconExternalLink size={13} stroke={1.8} />
    </a>
  )
}
