import { Command } from 'commander'
import { version } from '../version.js'
import { reportFailure } from './failure.js'
import { migrateCommand } from './migrate.js'
import { serve } from './serve.js'
import { syncCommand } from './sync.js'

const program = new Command('modelkeep')
  .description('A durable, always-answering copy of the AI-model catalogue that OpenRouter publishes.\nIt is configured by environment variables; see .env.example.')
  .version(version, '--version')

program.command('serve', { isDefault: true }).description('serve the HTTP API until told to stop').action(serve)
program.command('sync').description('bring the database up to date from upstream once').action(syncCommand)
program.command('migrate').description("bring the database's schema up to date").action(migrateCommand)

await program.parseAsync().catch(reportFailure)
