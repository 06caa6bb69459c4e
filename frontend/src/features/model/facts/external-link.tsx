import { IconExternalLink } from '@tabler/icons-react'
import classes from './external-link.module.css'

/** A link that opens beside this page, and tells nobody whence one came. */
export function Outside({ href, text }: { href: string; text: string }) {
  return (
    <a className={classes.link} href={href} target="_blank" rel="noreferrer noopener">
      {text}
      <IconExternalLink size={13} stroke={1.8} aria-hidden />
    </a>
  )
}
