/** Replaces characters that XML 1.0 (§2.2) does not allow, such as U+0008. One of them would make a whole document unreadable. */
export function xmlText(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
}
