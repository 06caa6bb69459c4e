/** Replaces characters that XML 1.0 (section 2.2) forbids, such as U+0008: a single one makes a document invalid. */
export function xmlText(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
}

/** Plain text as HTML. */
export function escapeHtml(text: string): string {
  return escapeTags(text.replaceAll('&', '&amp;'))
}

/** Plain text that some readers take for HTML, and others do not: neither sees a tag. */
export function escapeTags(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Text as the content of an element or the value of an attribute. */
export function escapeXml(text: string): string {
  return escapeHtml(xmlText(text)).replaceAll('"', '&quot;')
}

/** Text without `>`, such as HTML-escaped text, as the content of an element. */
export function cdata(text: string): string {
  return `<![CDATA[${xmlText(text)}]]>`
}
