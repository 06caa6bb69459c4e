import type { Plugin } from 'vite'

const stylesheets = /\s*<link rel="stylesheet"[^>]*>/g
const script = /\s*<script type="module"[^>]*><\/script>/

/**
 * Moves the stylesheet and the script behind what the document shows by itself, so that it is painted as soon as it is there and not
 * when they are. The script runs when the stylesheet is there, as before; what is asked for last is low in priority, which the first
 * paint needs least.
 */
export function paintFirst(): Plugin {
  return {
    name: 'modelkeep-paint-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => {
        const moved = [...(html.match(stylesheets) ?? []), ...(script.exec(html) ?? [])].map((tag) =>
          tag.trim().replace('<script ', '<script fetchpriority="low" '),
        )
        if (moved.length < 2) throw new Error('the document has no stylesheet or no script')
        return html
          .replaceAll(stylesheets, '')
          .replace(script, '')
          .replace('  </body>', () => `${moved.map((tag) => `    ${tag}\n`).join('')}  </body>`)
      },
    },
  }
}
