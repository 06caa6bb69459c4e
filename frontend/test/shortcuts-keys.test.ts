// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { type KeyPress, shortcutOf, takesLetters } from '../src/app/shortcuts/shortcut-keys.js'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
  defaultPrevented: false,
  ...more,
})
const elsewhere = { isTyping: false, plainKeysOn: true }
const inField = { isTyping: true, plainKeysOn: true }

describe('keys that work everywhere', () => {
  it.each([
    ['/', 'search'],
    ['t', 'theme'],
    ['?', 'help'],
    ['c', 'compare'],
  ])('%s is %s', (key, shortcut) => expect(shortcutOf(press(key), elsewhere)).toBe(shortcut))

  it('takes "/" and "?" also where the keyboard writes them with shift', () => {
    expect(shortcutOf(press('/', { shiftKey: true }), elsewhere)).toBe('search')
    expect(shortcutOf(press('?', { shiftKey: true }), elsewhere)).toBe('help')
  })

  it('opens the palette with Ctrl or Cmd, in a field too', () => {
    expect(shortcutOf(press('k', { ctrlKey: true }), inField)).toBe('palette')
    expect(shortcutOf(press('k', { metaKey: true }), elsewhere)).toBe('palette')
  })

  it('finds the key K on a keyboard of another script, and not where another Latin letter is in its place', () => {
    expect(shortcutOf(press('л', { code: 'KeyK', ctrlKey: true }), elsewhere)).toBe('palette')
    expect(shortcutOf(press('t', { code: 'KeyK', ctrlKey: true }), elsewhere)).toBeNull()
  })

  it('leaves plain keys to a field', () => {
    for (const key of ['/', 't', '?', 'c']) expect(shortcutOf(press(key), inField)).toBeNull()
  })

  it('leaves every shortcut of the browser alone', () => {
    for (const key of ['f', 'l', 'p', 't', 'c', '/', 'w', 'r', '?']) {
      expect(shortcutOf(press(key, { ctrlKey: true }), elsewhere)).toBeNull()
      expect(shortcutOf(press(key, { metaKey: true }), elsewhere)).toBeNull()
      expect(shortcutOf(press(key, { altKey: true }), elsewhere)).toBeNull()
    }
    expect(shortcutOf(press('K', { ctrlKey: true, shiftKey: true }), elsewhere)).toBeNull()
  })

  it('does nothing for a key that is held, that composes a letter, or that somebody has used', () => {
    expect(shortcutOf(press('t', { repeat: true }), elsewhere)).toBeNull()
    expect(shortcutOf(press('t', { isComposing: true }), elsewhere)).toBeNull()
    expect(shortcutOf(press('t', { defaultPrevented: true }), elsewhere)).toBeNull()
  })

  it('keeps only the palette where keys of one character are switched off', () => {
    expect(shortcutOf(press('t'), { isTyping: false, plainKeysOn: false })).toBeNull()
    expect(shortcutOf(press('k', { ctrlKey: true }), { isTyping: false, plainKeysOn: false })).toBe('palette')
  })
})

describe('what takes letters', () => {
  const element = (html: string): Element | null => {
    document.body.innerHTML = html
    return document.body.firstElementChild
  }
  it.each([
    '<input>',
    '<input type="search">',
    '<input type="number">',
    '<textarea></textarea>',
    '<select></select>',
    '<div role="combobox"></div>',
  ])('%s does', (html) => expect(takesLetters(element(html))).toBe(true))
  it.each(['<input type="checkbox">', '<input type="range">', '<button></button>', '<div tabindex="0"></div>'])(
    '%s does not',
    (html) => expect(takesLetters(element(html))).toBe(false),
  )
})
