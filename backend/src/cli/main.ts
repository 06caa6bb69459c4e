import { Command, Option } from 'commander'
import { programVersion } from '../lib/version.js'
import { checkCommand, checkHelp } from './check.js'
import { exportCommand } from './export.js'
import { reportFailure } from './failure.js'
import { importCommand, momentArgument } from './import.js'
import { listOptions } from './list-options.js'
import { migrateCommand } from './migrate.js'
import { modelsCommand, modelsHelp } from './models.js'
import { serve } from './serve.js'
import { syncCommand } from './sync.js'

const program = new Command('modelkeep')
  .description(
    'A durable, always-answering copy of the AI-model catalogue that OpenRouter publishes.\nIt is configured by environment variables; see .env.example. Without a command it serves.',
  )
  .version(programVersion(), '--version')

program.command('serve').description('serve the HTTP API until told to stop').action(serve)
program.command('sync').description('bring the database up to date from upstream once').action(syncCommand)
program.command('migrate').description("bring the database's schema up to date").action(migrateCommand)
program
  .command('import')
  .description(
    'bring captures of the catalogue into history: NDJSON of {observed_at, data}, or an answer of upstream; plain or gzipped',
  )
  .argument('<file...>', 'what to read; - is standard input')
  .addOption(
    new Option(
      '--scope <scope>',
      'what a capture that does not say so speaks for: a text capture removes only models that put out text',
    )
      .choices(['text', 'all'])
      .default('text'),
  )
  .option('--observed-at <time>', 'when an answer of upstream was observed, in RFC 3339', momentArgument)
  .action(importCommand)
program
  .command('export')
  .description('write the newest catalogue as a capture that import reads')
  .option('--as-of <time>', 'the catalogue as it was at a moment, in RFC 3339', momentArgument)
  .option('--history', 'every catalogue that was news, oldest first')
  .option('--output <file>', 'where to write it; gzipped where the name ends in .gz')
  .action(exportCommand)

const urlOption = new Option('--url <url>', 'the service to ask, such as https://models.example.com')
const models = usageIsTwo(program.command('models'))
  .summary('list models, by the query of the API')
  .description('List models, by the query of the API; words are its q.')
  .argument('[words...]', 'what to search for')
  .addOption(urlOption)
  .option('--json', 'JSON in a terminal as well')
  .option('--table', 'a table in a pipe as well')
models.optionsGroup('Query, as in /api/models:')
for (const option of listOptions()) models.addOption(option)
models.addHelpText('after', modelsHelp).action(modelsCommand)

usageIsTwo(program.command('check'))
  .summary('say which models that you rely on are gone, expiring, repriced or renamed')
  .description(
    'Say which models that you rely on are gone, expiring, repriced or renamed, and what is nearest to them.',
  )
  .argument('[ids...]', 'ids of models; - is standard input')
  .addOption(urlOption)
  .option('--file <file...>', 'files of ids, one a line')
  .option('--scan <glob...>', 'sources to look for ids in')
  .option('--since <time>', 'compare prices and names with those of a moment: a date, or RFC 3339')
  .option('--expiring_days <days>', 'only what expires within so many days')
  .option('--json', 'JSON in a terminal as well')
  .option('--table', 'a table in a pipe as well')
  .addHelpText('after', checkHelp)
  .action(checkCommand)

/** A wrong option exits with 2: exit code 1 of these commands is an answer. */
function usageIsTwo(command: Command): Command {
  return command.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
}

// Nothing that a command waits on keeps the process alive by itself: neither a pause before a retry nor an idle connection.
const stayAlive = setInterval(() => {}, 2 ** 30)
const words = process.argv.slice(2)
await program.parseAsync(words.length === 0 ? ['serve'] : words, { from: 'user' }).catch(reportFailure)
clearInterval(stayAlive)
