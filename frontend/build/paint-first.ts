import type { Plugin } from 'vite'

const stylesheets = /\s*<link rel="stylesheet"[^>]*>/g
const script = /\s*<script type="module"[^>]*><\/script>/

/**
 * Moves stylesheet and script behind the content of the document, so that the browser paints it before they are loaded. They also get low
 * priority, because the first paint does not need them.
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
