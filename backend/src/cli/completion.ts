import type { Command, Option } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** One command as its words, such as `quarantine approve`, with what may follow. */
interface Entry {
  words: string[]
  subcommands: readonly Command[]
  options: readonly Option[]
  /** Of its arguments. */
  choices: readonly string[]
}

/** The completion script of a shell: commands, their options, and the choices of options. Everything else is a file name. */
export function completionScript(program: Command, shell: Shell): string {
  const entries = entriesOf(program, [])
  return shell === 'fish' ? fishScript(entries) : shell === 'zsh' ? zshScript(entries) : bashScript(entries)
}

function entriesOf(command: Command, words: string[]): Entry[] {
  const help = command.createHelp()
  const subcommands = command.commands.filter((each) => each.name() !== 'help')
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  const entry = { words, subcommands, options: help.visibleOptions(command), choices }
  return [entry, ...subcommands.flatMap((each) => entriesOf(each, [...words, each.name()]))]
}

function namesOf({ subcommands, options, choices }: Entry): string {
  return [...choices, ...subcommands.map((each) => each.name()), ...options.flatMap(({ long }) => long ?? [])].join(' ')
}

/** The options of an entry that accept one of a few values. */
function choicesOf({ options }: Entry): { long: string; choices: string }[] {
  return options.flatMap(({ long, argChoices }) =>
    long && argChoices ? [{ long, choices: argChoices.join(' ') }] : [],
  )
}

/** `path` is the command so far. A word that starts with a dash, and the value of an option, are not part of it. */
function bashBody(entries: readonly Entry[]): string {
  const paths = entries.filter(({ words }) => words.length > 0).map(({ words }) => `"${words.join(' ')}"`)
  const cases = entries.map((entry) => {
    const values = choicesOf(entry).map(
      ({ long, choices }) => `      [[ $prev == ${long} ]] && candidates="${choices}" && noFiles=1\n`,
    )
    const group = entry.subcommands.length > 0 ? '      noFiles=1\n' : ''
    return `    "${entry.words.join(' ')}")\n      candidates="${namesOf(entry)}"\n${group}${values.join('')}      ;;`
  })
  return `_modelkeep() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" candidates="" noFiles="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths.join(' | ')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  if [[ -n $noFiles || $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$candidates" -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur") $(compgen -W "$candidates" -- "$cur"))
  fi
}
complete -o filenames -F _modelkeep modelkeep
`
}

function bashScript(entries: readonly Entry[]): string {
  return `# eval "$(modelkeep completion bash)"\n${bashBody(entries)}`
}

/** Zsh runs the function of bash. */
function zshScript(entries: readonly Entry[]): string {
  return `# eval "$(modelkeep completion zsh)"\nautoload -Uz compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit\n${bashBody(entries)}`
}

function fishScript(entries: readonly Entry[]): string {
  const lines = entries.flatMap(({ words, subcommands, options, choices }) => {
    const children = subcommands.map((each) => each.name()).join(' ')
    const last = words.at(-1)
    const condition =
      last === undefined
        ? '__fish_use_subcommand'
        : `__fish_seen_subcommand_from ${last}${children === '' ? '' : `; and not __fish_seen_subcommand_from ${children}`}`
    return [
      ...subcommands.map(
        (each) => `complete -c modelkeep -f -n ${quote(condition)} -a ${each.name()} -d ${quote(summaryOf(each))}`,
      ),
      ...choices.map((choice) => `complete -c modelkeep -f -n ${quote(condition)} -a ${choice}`),
      ...options.map((option) => `complete -c modelkeep -n ${quote(condition)} ${fishOption(option)}`),
    ]
  })
  return `# modelkeep completion fish | source\n${lines.join('\n')}\n`
}

function fishOption({ long, argChoices, required, description }: Option): string {
  const values = argChoices ? ` -x -a ${quote(argChoices.join(' '))}` : required ? ' -r' : ''
  return `-l ${(long ?? '').replace(/^--/, '')}${values} -d ${quote(description)}`
}

function summaryOf(command: Command): string {
  return (command.summary() || command.description()).split('\n', 1)[0] ?? ''
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}
