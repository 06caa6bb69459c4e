import { createHash } from 'node:crypto'
import { escapeXml } from '../../lib/xml-text.js'

/** What a view says about itself to browsers, search engines and previews of links. Plain text. */
export interface PageHead {
  title: string
  description: string
}

const longestTitle = 120
const longestDescription = 300

/** The document with another head: what it said before in these elements is replaced. */
export function withHead(html: string, head: PageHead): string {
  return html
    .replaceAll(/\s*<meta (?:name="description"|property="og:[a-z_]+"|name="twitter:card")[^>]*>/g, '')
    .replace(/<title>[\s\S]*?<\/title>/, () => headTags(head))
}

function headTags({ title, description }: PageHead): string {
  const name = escapeXml(shortened(title, longestTitle))
  const text = escapeXml(shortened(description, longestDescription))
  return [
    `<title>${name} · Modelkeep</title>`,
    `<meta name="description" content="${text}" />`,
    '<meta property="og:type" content="website" />',
    '<meta property="og:site_name" content="Modelkeep" />',
    `<meta property="og:title" content="${name}" />`,
    `<meta property="og:description" content="${text}" />`,
    '<meta name="twitter:card" content="summary" />',
  ].join('\n    ')
}

/** On one line, and cut between words with an ellipsis. */
export function shortened(text: string, longest: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const characters = Array.from(line)
  if (characters.length <= longest) return line
  const cut = characters.slice(0, longest - 1).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > longest / 2 ? cut.slice(0, space) : cut}…`
}

/** Equal for equal heads. Short, however long the head is. */
export function headKey(head: PageHead, status: number): string {
  return createHash('sha256')
    .update(JSON.stringify([status, head]))
    .digest('base64')
}
