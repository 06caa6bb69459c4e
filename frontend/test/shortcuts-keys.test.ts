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
const elsewhere = { isTyping: false, singleKeysOn: true }
const inField = { isTyping: true, singleKeysOn: true }

describe('global shortcuts', () => {
  it.each([
    ['/', 'search'],
    ['t', 'theme'],
    ['?', 'help'],
    ['c', 'compare'],
  ])('%s is %s', (key, shortcut) => expect(shortcutOf(press(key), elsewhere)).toBe(shortcut))

  it('accept "/" and "?" with shift, which some keyboards need', () => {
    expect(shortcutOf(press('/', { shiftKey: true }), elsewhere)).toBe('search')
    expect(shortcutOf(press('?', { shiftKey: true }), elsewhere)).toBe('help')
  })

  it('open the palette with Ctrl or Cmd, even in a field', () => {
    expect(shortcutOf(press('k', { ctrlKey: true }), inField)).toBe('palette')
    expect(shortcutOf(press('k', { metaKey: true }), elsewhere)).toBe('palette')
  })

  it('recognise the K key on non-Latin keyboards only', () => {
    expect(shortcutOf(press('л', { code: 'KeyK', ctrlKey: true }), elsewhere)).toBe('palette')
    expect(shortcutOf(press('t', { code: 'KeyK', ctrlKey: true }), elsewhere)).toBeNull()
  })

  it('leave single keys to fields', () => {
    for (const key of ['/', 't', '?', 'c']) expect(shortcutOf(press(key), inField)).toBeNull()
  })

  it('do not override browser shortcuts', () => {
    for (const key of ['f', 'l', 'p', 't', 'c', '/', 'w', 'r', '?']) {
      expect(shortcutOf(press(key, { ctrlKey: true }), elsewhere)).toBeNull()
      expect(shortcutOf(press(key, { metaKey: true }), elsewhere)).toBeNull()
      expect(shortcutOf(press(key, { altKey: true }), elsewhere)).toBeNull()
    }
    expect(shortcutOf(press('K', { ctrlKey: true, shiftKey: true }), elsewhere)).toBeNull()
  })

  it('ignore repeated, composing and already handled keys', () => {
    expect(shortcutOf(press('t', { repeat: true }), elsewhere)).toBeNull()
    expect(shortcutOf(press('t', { isComposing: true }), elsewhere)).toBeNull()
    expect(shortcutOf(press('t', { defaultPrevented: true }), elsewhere)).toBeNull()
  })

  it('are limited to the palette when single keys are switched off', () => {
    expect(shortcutOf(press('t'), { isTyping: false, singleKeysOn: false })).toBeNull()
    expect(shortcutOf(press('k', { ctrlKey: true }), { isTyping: false, singleKeysOn: false })).toBe('palette')
  })
})

describe('elements that take letters', () => {
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
  ])('include %s', (html) => expect(takesLetters(element(html))).toBe(true))
  it.each(['<input type="checkbox">', '<input type="range">', '<button></button>', '<div tabindex="0"></div>'])(
    'exclude %s',
    (html) => expect(takesLetters(element(html))).toBe(false),
  )
})
