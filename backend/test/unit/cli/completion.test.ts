import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Argument, Command, Option } from 'commander'
import { describe, expect, it, onTestFinished } from 'vitest'
import { completionScript } from '../../../src/cli/completion.js'

const program = new Command('modelkeep')
program.command('status').description("show the service's state").option('--json', 'print JSON')
program
  .command('import')
  .argument('<file...>')
  .addOption(new Option('--scope <scope>', 'scope').choices(['text', 'all']))
const quarantine = program.command('quarantine')
quarantine.command('list').option('--url <url>', 'the service')
quarantine.command('approve')
const watch = program.command('watch')
watch.command('add')
watch.command('remove')
program.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))

/** What bash offers for the last word. */
function bashOffers(words: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'modelkeep-completion-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'captures.ndjson'), '')
  const given = words.map((word) => `'${word}'`).join(' ')
  const script = `${completionScript(program, 'bash')}
COMP_WORDS=(modelkeep ${given}); COMP_CWORD=${words.length}; _modelkeep; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' }).split('\n').filter(Boolean)
}

describe('the completion of bash', () => {
  it.each([
    [['st'], ['status']],
    [
      ['status', '--'],
      ['--json', '--help'],
    ],
    [
      ['quarantine', ''],
      ['list', 'approve', '--help'],
    ],
    [['quarantine', 'list', '--u'], ['--url']],
    [
      ['watch', ''],
      ['add', 'remove', '--help'],
    ],
    [
      ['import', '--scope', ''],
      ['text', 'all'],
    ],
    [['import', 'cap'], ['captures.ndjson']],
    [['completion', 'z'], ['zsh']],
    [['--v'], []],
  ])('offers what may follow: %s', (words, offered) => {
    expect(bashOffers(words)).toEqual(offered)
  })
})

describe('the other completions', () => {
  it('name every command and option, with quotes that the shell reads', () => {
    const fish = completionScript(program, 'fish')
    expect(fish).toContain(String.raw`-a status -d 'show the service\'s state'`)
    expect(fish).toContain(`__fish_seen_subcommand_from list' -l url -r -d 'the service'`)
    expect(fish).toContain(`-l scope -x -a 'text all'`)
    expect(completionScript(program, 'zsh')).toContain('bashcompinit')
  })
})
