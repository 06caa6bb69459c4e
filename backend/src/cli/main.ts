import { Argument, Command, Option } from 'commander'
import { programVersion } from '../lib/version.js'
import { checkCommand, checkHelp } from './check.js'
import { describePrices } from './check-prices/prices-options.js'
import { completionScript, shells, type Shell } from './completion.js'
import { costCommand } from './cost/cost.js'
import { describeCost } from './cost/cost-options.js'
import { exportCommand } from './export.js'
import { reportFailure } from './failure.js'
import { importCommand } from './import.js'
import { importHelp, importId, momentArgument } from './import-options.js'
import { listOptions } from './list-options.js'
import { mcpCommand, mcpHelp } from './mcp.js'
import { migrateCommand } from './migrate.js'
import { modelsCommand, modelsHelp } from './models.js'
import { approveCommand, idArgument, listQuarantineCommand } from './quarantine.js'
import { refreshCommand } from './refresh.js'
import { serve } from './serve.js'
import { serviceHelp } from './service-command.js'
import { statusCommand } from './status.js'
import { syncCommand } from './sync.js'
import { print } from './terminal.js'
import { variablesHelp } from './variables-help.js'
import { addWatchCommands } from './watch/watch.js'

interface ServeOptions {
  port?: string
  host?: string
  dataDir?: string
}

const program = new Command('modelkeep')
  .description(
    'A durable, always-answering copy of the AI-model catalogue that OpenRouter publishes.\nConfigured by environment variables; see `serve --help`. Without a command it runs `serve`.',
  )
  .version(programVersion(), '--version')

program
  .command('serve')
  .description('serve the HTTP API until stopped by a signal')
  .addHelpText('after', variablesHelp)
  .option('--port <port>', 'the port to listen on, instead of PORT')
  .option('--host <host>', 'the address to listen on, instead of HOST')
  .option('--data-dir <folder>', 'the folder for data, instead of DATA_DIR')
  .action(({ port, host, dataDir }: ServeOptions) => serve({ PORT: port, HOST: host, DATA_DIR: dataDir }))
program.command('sync').description('sync the database with upstream once').action(syncCommand)
program.command('migrate').description("migrate the database's schema").action(migrateCommand)
program
  .command('import')
  .description(
    'import captures of the catalogue into history: NDJSON of {observed_at, data}, or an upstream response; plain or gzipped',
  )
  .argument('[file...]', 'files to read; - is standard input')
  .addOption(
    new Option(
      '--scope <scope>',
      'scope of captures that do not state one: a text capture removes only models with text output',
    )
      .choices(['text', 'all'])
      .default('text'),
  )
  .option('--observed-at <time>', 'when an upstream response or a list of models was observed', momentArgument)
  .option('--allow-shrink', 'accept captures that lost more than MAX_SHRINK_PERCENT of the models, or are truncated')
  .option('--dry-run', 'report what would change, and write nothing')
  .option('--undo <id>', 'undo one import; its id is printed at its end', importId)
  .option('--list', 'list the newest imports with their ids')
  .addHelpText('after', importHelp)
  .action(importCommand)
program
  .command('export')
  .description('export the newest catalogue as a capture that import reads')
  .option('--as-of <time>', 'export the catalogue as of a time (RFC 3339)', momentArgument)
  .option('--history', 'export every distinct catalogue, oldest first')
  .option('--output <file>', 'write to a file, gzipped if its name ends in .gz; - is standard output')
  .action(exportCommand)

const urlOption = new Option('--url <url>', 'the service to query, such as https://models.example.com')
const models = exitsWithTwo(program.command('models'))
  .summary('list models, with the query of the API')
  .description('List models, with the query of the API. Words are its q.')
  .argument('[words...]', 'words to search for')
  .addOption(urlOption)
  .option('--json', 'print JSON even on a terminal')
  .option('--table', 'print a table even into a pipe')
models.optionsGroup('Query, as in /api/models:')
for (const option of listOptions()) models.addOption(option)
models.addHelpText('after', modelsHelp).action(modelsCommand)

const check = exitsWithTwo(program.command('check'))
  .summary('check whether the models you use are gone, expiring, repriced or renamed, or your prices wrong')
  .description(
    'Check whether the models you use are gone, expiring, repriced or renamed, and find the closest replacements; or whether the prices of a table are right.',
  )
  .argument('[ids...]', 'ids of models; - is standard input')
  .addOption(urlOption)
  .option('--file <file...>', 'files of ids, one per line')
  .option('--scan <glob...>', 'source files to search for ids')
  .option('--since <time>', 'compare prices and names with those at a time: a date, or RFC 3339')
  .option('--expiring_days <days>', 'report only models that expire within this many days')
  .option('--json', 'print JSON even on a terminal')
  .option('--table', 'print a table even into a pipe')
describePrices(check).addHelpText('after', checkHelp).action(checkCommand)

describeCost(exitsWithTwo(program.command('cost')).addOption(urlOption)).action(costCommand)

exitsWithTwo(program.command('mcp'))
  .description('serve the catalogue to an agent: the Model Context Protocol over standard input and output')
  .addOption(urlOption)
  .addHelpText('after', mcpHelp)
  .action(mcpCommand)

const jsonOption = new Option('--json', 'print JSON')
/** A command that asks a running service. */
function ofService(command: Command): Command {
  return exitsWithTwo(command).addOption(urlOption).addOption(jsonOption).addHelpText('after', serviceHelp)
}
ofService(program.command('status'))
  .description(
    'show what a running service serves, and the state of what it depends on; exits with 1 if it is degraded',
  )
  .action(statusCommand)
ofService(program.command('refresh'))
  .description('make a running service sync with upstream now; exits with 1 unless that succeeds')
  .action(refreshCommand)
const quarantine = program.command('quarantine').description('what a running service does not trust')
ofService(quarantine.command('list'))
  .description('list quarantined payloads and models, newest first')
  .action(listQuarantineCommand)
ofService(quarantine.command('approve'))
  .description('serve a list that was quarantined, for example because it lost many models')
  .argument('<id>', 'the id of a payload, from `quarantine list`', idArgument)
  .action(approveCommand)
addWatchCommands(exitsWithTwo(program.command('watch')), ofService)
program
  .command('completion')
  .description('print the completion script of a shell')
  .addArgument(new Argument('<shell>', 'the shell').choices(shells))
  .addHelpText(
    'after',
    '\n  eval "$(modelkeep completion bash)"        in ~/.bashrc; zsh likewise\n  modelkeep completion fish | source         in ~/.config/fish/config.fish',
  )
  .action((shell: Shell) => print(process.stdout, completionScript(program, shell)))

/** A bad option exits with 2, because exit code 1 of `check` is a result. */
function exitsWithTwo(command: Command): Command {
  return command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
}

// Keeps the process alive: a command waits on unreferenced timers and idle connections, which do not.
const keepAlive = setInterval(() => {}, 2 ** 30)
const args = process.argv.slice(2)
/** Without a command, options are those of `serve`; `--help` and `--version` are the program's. */
const isServe = args.length === 0 || (args[0]!.startsWith('-') && !['--help', '-h', '--version'].includes(args[0]!))
await program.parseAsync(isServe ? ['serve', ...args] : args, { from: 'user' }).catch(reportFailure)
clearInterval(keepAlive)
