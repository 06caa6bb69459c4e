import type { Page } from '@playwright/test'

/** What does not fit below `roots`: text or controls that are cut off, outside the window, or over each other. */
export async function misfitsOf(page: Page, roots: string): Promise<string[]> {
  return page.evaluate((selector) => {
    const controls = 'a, button, select, input, summary'
    const misfits: string[] = []
    for (const root of document.querySelectorAll(selector)) {
      const shown = [...root.querySelectorAll(controls)].filter(
        (element) => element.checkVisibility() && isInFlow(element),
      )
      for (const element of shown) checkBox(element, nameOf(element))
      checkOverlaps(shown)
      for (const field of root.querySelectorAll<HTMLSelectElement | HTMLInputElement>('select, input'))
        checkField(field)
      checkTexts(root)
    }
    return misfits

    function nameOf(element: Element): string {
      return `${element.localName} "${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}"`
    }

    /** Not a hidden skip link, and not part of a strip that scrolls sideways on purpose. */
    function isInFlow(element: Element): boolean {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { overflowX, clipPath, left } = getComputedStyle(at)
        if (overflowX === 'auto' || overflowX === 'scroll' || clipPath !== 'none' || left.startsWith('-')) return false
      }
      return true
    }

    function checkBox(element: Element, name: string): void {
      const { left, right } = element.getBoundingClientRect()
      if (left < -0.5 || right > document.documentElement.clientWidth + 0.5) misfits.push(`${name} leaves the window`)
    }

    function checkOverlaps(elements: readonly Element[]): void {
      for (const [index, one] of elements.entries())
        for (const other of elements.slice(index + 1)) {
          if (one.contains(other)) continue
          const a = one.getBoundingClientRect()
          const b = other.getBoundingClientRect()
          const isApart =
            a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5
          if (!isApart) misfits.push(`${nameOf(one)} is over ${nameOf(other)}`)
        }
    }

    /** The text of a field is in no text node. */
    function checkField(field: HTMLSelectElement | HTMLInputElement): void {
      const style = getComputedStyle(field)
      const canvas = document.createElement('canvas').getContext('2d')
      if (canvas === null) return
      canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
      const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
      const text = field instanceof HTMLInputElement ? field.placeholder : (field.selectedOptions[0]?.text ?? '')
      if (canvas.measureText(text).width > room + 1) misfits.push(`${field.localName} "${text}" is cut off`)
    }

    function checkTexts(root: Element): void {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement
        if (parent === null || node.nodeValue?.trim() === '' || !parent.checkVisibility() || !isInFlow(parent)) continue
        if (parent.closest('option, svg') !== null) continue
        const range = document.createRange()
        range.selectNodeContents(node)
        const name = `text "${node.nodeValue?.trim() ?? ''}"`
        for (const { left, right, top, bottom } of range.getClientRects()) {
          for (let at: Element | null = parent; at !== null && at !== document.body; at = at.parentElement) {
            if (getComputedStyle(at).position === 'fixed') break
            const box = at.getBoundingClientRect()
            const isClipping = getComputedStyle(at).overflowX !== 'visible' || at.matches(`${controls}, header`)
            if (
              isClipping &&
              (left < box.left - 1 || right > box.right + 1 || top < box.top - 3 || bottom > box.bottom + 3)
            )
              misfits.push(`${name} leaves ${at.localName}.${at.className}`)
          }
          if (right > document.documentElement.clientWidth + 0.5) misfits.push(`${name} leaves the window`)
        }
      }
    }
  }, roots)
}
