// Workflow commands of GitHub Actions, which show a message at its line of a file.
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { ComparedTable } from '@modelkeep/catalog/price-table/price-findings'
import { missingText, priceText, summaryText, unneededText } from './finding-text.js'

export interface AnnotatedFiles {
  table: string
  known: string | null
  /** Paths in annotations are relative to the repository: GITHUB_WORKSPACE. null: they stay as they are. */
  workspace: string | null
  cwd: string
}

/** One command a line, then the result. */
export function annotations(compared: ComparedTable, files: AnnotatedFiles): string {
  const { prices, missing, problems, unneeded } = compared
  const table = pathOf(files.table, files)
  const lines = [
    ...prices.flatMap((finding) => {
      const { status, line, model } = finding
      const message = `${model}: ${priceText(finding)}`
      if (status === 'wrong') return [command('error', table, line, 'Wrong price', message)]
      if (status === 'unreadable') return [command('error', table, line, 'Unreadable price', message)]
      return status === 'corrected' ? [command('notice', table, line, 'Corrected price', message)] : []
    }),
    ...missing
      .filter(({ status }) => status === 'missing')
      .map((one) => command('error', table, one.line, 'Unknown model', `${one.model}: ${missingText(one)}`)),
    ...problems.map(({ line, message }) => command('error', table, line, 'Unreadable row', message)),
    ...unneeded.map((pin) =>
      command('warning', pathOf(files.known ?? '', files), pin.line, 'Unneeded known deviation', unneededText(pin)),
    ),
  ]
  return [...lines, summaryText(compared)].join('\n')
}

function command(
  kind: 'error' | 'warning' | 'notice',
  file: string,
  line: number,
  title: string,
  message: string,
): string {
  return `::${kind} file=${property(file)},line=${line},title=${property(title)}::${data(message)}`
}

/** As `@actions/core` escapes them. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function pathOf(file: string, { workspace, cwd }: AnnotatedFiles): string {
  const inside = workspace === null ? file : relative(workspace, resolve(cwd, file))
  const path = inside.startsWith('..') || isAbsolute(inside) ? file : inside
  return path.split(sep).join('/')
}
