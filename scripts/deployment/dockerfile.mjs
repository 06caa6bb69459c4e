/** A Dockerfile, as far as ours goes: stages and their instructions. And what .dockerignore leaves of the context. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{base: string, name: string, steps: {instruction: string, flags: Record<string, string>, text: string, args: string[] | null}[]}} Stage
 * `args` of a step in exec form; null in shell form
 */

/**
 * @param {string} text
 * @returns {Stage[]}
 */
export function parseDockerfile(text) {
  const defaults = new Map()
  const stages = []
  for (const line of instructionLines(text)) {
    const [, instruction = '', rest = ''] = /^(\S+)\s+([^]*)$/.exec(line) ?? []
    if (instruction === 'ARG' && stages.length === 0) {
      const [name, value = ''] = rest.split(/=(.*)/s)
      defaults.set(name, value)
    } else if (instruction === 'FROM') {
      const [base, , name = String(stages.length)] = rest
        .replaceAll(/\$\{(\w+)\}/g, (_, variable) => defaults.get(variable) ?? '')
        .split(/\s+/)
      stages.push({ base, name, steps: [] })
    } else {
      stages.at(-1).steps.push(stepOf(instruction, rest))
    }
  }
  return stages
}

function instructionLines(text) {
  return text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
}

function stepOf(instruction, rest) {
  const flags = {}
  let text = rest
  for (let flag = /^--([\w-]+)=(\S+)\s+/.exec(text); flag; flag = /^--([\w-]+)=(\S+)\s+/.exec(text)) {
    flags[flag[1]] = flag[2]
    text = text.slice(flag[0].length)
  }
  const command = text.replace(/^CMD\s+/, '') // of a health check
  return { instruction, flags, text, args: command.startsWith('[') ? JSON.parse(command) : null }
}

/**
 * Which paths .dockerignore leaves out: the last line that matches a path, or a folder that it is in, decides.
 * @param {string} text
 * @returns {(path: string) => boolean}
 */
export function dockerIgnore(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }))
  return (path) => {
    const above = path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'))
    return rules.findLast(({ pattern }) => above.some((one) => pattern.test(one)))?.keeps === false
  }
}

function patternOf(glob) {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\u0001')
    .replaceAll('*', '[^/]*')
    .replaceAll('\u0001', '(?:.*/)?')
  return new RegExp(`^${source}$`)
}

/** The files of the context, as paths from `root`. */
export function contextFiles(root, isIgnored, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    // Nothing below these is ever wanted; a lookalike that .dockerignore lets through is told of by the checks.
    if (['node_modules', '.git'].includes(entry.name)) return []
    if (entry.isDirectory()) return contextFiles(root, isIgnored, path)
    return isIgnored(path) ? [] : [path]
  })
}
