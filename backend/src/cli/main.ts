import { Command } from 'commander'
import { version } from '../version.js'
import { reportFailure } from './failure.js'
import { migrateCommand } from './migrate.js'
import { serve } from './serve.js'
import { syncCommand } from './sync.js'

const program = new Command('modelkeep')
  .description('A durable, always-answering copy of the AI-model catalogue that OpenRouter publishes.\nIt is configured by environment variables; see .env.example. Without a command it serves.')
  .version(version, '--version')

program.command('serve').description('serve the HTTP API until told to stop').action(serve)
program.command('sync').description('bring the database up to date from upstream once').action(syncCommand)
program.command('migrate').description("bring the database's schema up to date").action(migrateCommand)

// Nothing that a command waits on keeps the process alive by itself: neither a pause before a retry nor an idle connection.
const stayAlive = setInterval(() => {}, 2 ** 30)
const words = process.argv.slice(2)
await program.parseAsync(words.length === 0 ? ['serve'] : words, { from: 'user' }).catch(reportFailure)
clearInterval(stayAlive)
