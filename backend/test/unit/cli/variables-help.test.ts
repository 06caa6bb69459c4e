import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { variablesHelp, variablesText } from '../../../src/cli/variables-help.js'

const example = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8')

it('`serve --help` lists every variable of .env.example with its description', () => {
  const names = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(15)
  expect([...variablesHelp().matchAll(/^ {2}([A-Z_]+)=.*\n {6}\S/gm)].map(([, name]) => name)).toEqual(names)
})

it('leaves the comment at the top of the file out', () => {
  expect(variablesText('# Copy this file.\n\n# The port.\n# 0: any.\n#PORT=3001\n')).toBe(
    '  PORT=3001\n      The port.\n      0: any.',
  )
})
