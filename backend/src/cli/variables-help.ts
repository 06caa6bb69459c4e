import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Every variable with its default, from `.env.example`, as `serve --help` lists them. */
export function variablesHelp(): string {
  const file = fileAbove(dirname(fileURLToPath(import.meta.url)), '.env.example')
  const list = file === null ? 'See .env.example.' : variablesText(readFileSync(file, 'utf8'))
  return `\nEnvironment variables, which may be in a .env file in the working directory; the environment wins:\n\n${list}`
}

/** Each block of `.env.example` is a comment and one variable, commented out. */
export function variablesText(example: string): string {
  const blocks = example.split(/\n\s*\n/).map((block) => block.split('\n').filter((line) => line !== ''))
  return blocks
    .flatMap((lines) => {
      const variable = /^#?([A-Z][A-Z_]+=.*)$/.exec(lines.at(-1) ?? '')?.[1]
      if (variable === undefined) return []
      const comment = lines.slice(0, -1).map((line) => `      ${line.replace(/^#\s?/, '')}`)
      return [[`  ${variable}`, ...comment].join('\n')]
    })
    .join('\n')
}

function fileAbove(folder: string, name: string): string | null {
  const file = join(folder, name)
  if (existsSync(file)) return file
  return dirname(folder) === folder ? null : fileAbove(dirname(folder), name)
}
