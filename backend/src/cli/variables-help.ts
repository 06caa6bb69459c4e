import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Every variable with its default, from `.env.example`, as `serve --help` lists them. */
export function variablesHelp(): string {
  const file = fileAbove(dirname(fileURLToPath(import.meta.url)), '.env.example')
  const list = file === null ? 'See .env.example.' : variablesText(readFileSync(file, 'utf8'))
  return `\nEnvironment variables, which may be in a .env file in the working directory; the environment wins:\n\n${list}`
}

/** In `.env.example` each variable is commented out and follows the lines that describe it. A blank line ends a description. */
export function variablesText(example: string): string {
  let description: string[] = []
  const shown: string[] = []
  for (const line of example.split('\n')) {
    const variable = /^#?([A-Z][A-Z_]+=.*)$/.exec(line)?.[1]
    if (variable !== undefined) shown.push([`  ${variable}`, ...description].join('\n'))
    if (variable !== undefined || line.trim() === '') description = []
    else description.push(`      ${line.replace(/^#\s?/, '')}`)
  }
  return shown.join('\n')
}

function fileAbove(folder: string, name: string): string | null {
  const file = join(folder, name)
  if (existsSync(file)) return file
  return dirname(folder) === folder ? null : fileAbove(dirname(folder), name)
}
