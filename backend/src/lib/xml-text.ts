/** Text without the characters that no XML document may hold (XML 1.0, 2.2), such as U+0008: one of them would make all of it unreadable. */
export function xmlText(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
}
