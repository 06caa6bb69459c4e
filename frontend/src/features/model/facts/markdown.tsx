import { createContext, type ReactNode, useContext } from 'react'
import Markdown, { type Components } from 'react-markdown'
import { targetOf } from './markdown-links.js'
import { ModelLink } from '../model-link.js'

const IsModel = createContext<(id: string) => boolean>(() => false)

/** Untrusted Markdown: no HTML, no remote content, headings below those of the page, no referrer on links. */
export function DescriptionMarkdown({ text, isModel }: { text: string; isModel: (id: string) => boolean }) {
  return (
    <IsModel value={isModel}>
      <Markdown components={components} skipHtml>
        {text}
      </Markdown>
    </IsModel>
  )
}

function TextLink({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  const target = targetOf(href, useContext(IsModel))
  if (target.kind === 'none') return children
  if (target.kind === 'model') return <ModelLink id={target.id}>{children}</ModelLink>
  return (
    <a href={target.href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}

/** A link instead of the image, which would tell another host who reads the page. */
function ImageLink({ src, alt }: { src?: string | Blob | undefined; alt?: string | undefined }) {
  return (
    <TextLink href={typeof src === 'string' ? src : undefined}>
      {alt === undefined || alt === '' ? 'image' : alt}
    </TextLink>
  )
}

const components: Components = { a: TextLink, img: ImageLink, h1: 'h3', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6' }
