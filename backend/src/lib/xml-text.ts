/** Replaces characters that XML 1.0 (section 2.2) forbids, such as U+0008: a single one makes a document invalid. */
export function xmlText(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
}
