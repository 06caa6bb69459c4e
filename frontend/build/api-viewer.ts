import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const own = (name: string): string => fileURLToPath(new URL(`../viewer/${name}`, import.meta.url))
const swagger = (name: string): string => createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`)

/**
 * Emits `docs/`, the viewer of the API contract: Swagger UI as published, with content hashes in all file names.
 */
export function apiViewer(): Plugin {
  return {
    name: 'modelkeep-api-viewer',
    apply: 'build',
    async generateBundle() {
      let html = await readFile(own('index.html'), 'utf8')
      for (const path of [
        swagger('swagger-ui-bundle.js'),
        swagger('swagger-ui.css'),
        own('viewer.js'),
        own('viewer.css'),
      ]) {
        const source = withoutMap(await readFile(path, 'utf8'))
        const fileName = `docs/${basename(path).replace(/\.(?=\w+$)/, `-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.`)}`
        this.emitFile({ type: 'asset', fileName, source })
        html = html.replace(`{${basename(path)}}`, `/${fileName}`)
      }
      this.emitFile({ type: 'asset', fileName: 'docs/index.html', source: html })
    },
  }
}

/** The source map is not served, but developer tools would request it. */
function withoutMap(source: string): string {
  return source.replace(/\n(?:\/\/|\/\*)# sourceMappingURL=.*\s*$/, '\n')
}
