import type { Command } from 'commander'
import { addWatch } from './add-watch.js'
import { listDeliveriesCommand, listWatchesCommand } from './list-watches.js'
import { pauseWatch, removeWatch, resumeWatch, testWatch } from './manage-watch.js'
import { replayWatch } from './replay-watch.js'
import { addWatchOptions, readSince } from './watch-options.js'

const addHelp = `
The value of a destination, or of --token, may be env:NAME: that of an environment variable, which no shell keeps in its history.
Without --secret-env a webhook gets a new secret, which is printed once. Without --milestones all are sent, unless the filter has a
--query, or --kind without deprecation_announced.

Exit codes: 0 created; 2 failed.

  modelkeep watch add 'OpenAI prices' --webhook https://hooks.example.com/modelkeep --author openai --min-percent 5
  modelkeep watch add Deprecations --slack env:SLACK_URL --kind deprecation_announced,model_removed --digest daily
  modelkeep watch add 'Free, long' --ntfy https://ntfy.sh/my-topic --query 'free=true&context=200000'`

/** Adds the commands of watches. `ofService` adds what all commands that ask a running service have. */
export function addWatchCommands(watch: Command, ofService: (command: Command) => Command): void {
  watch.description('send changes to a webhook, Slack, Discord, ntfy or a mailbox')
  const add = ofService(watch.command('add')).description('create a watch').argument('<name>', 'a name of its own')
  addWatchOptions(add).addHelpText('after', addHelp).action(addWatch)
  ofService(watch.command('list'))
    .description('list watches, with what is pending and what was delivered last')
    .action(listWatchesCommand)
  ofOne('test', 'send a test message; exits with 1 unless it is delivered').action(testWatch)
  ofOne('pause', 'stop delivering; changes are collected').action(pauseWatch)
  ofOne('resume', 'deliver again, also what was collected').action(resumeWatch)
  ofOne('remove', 'remove a watch, with what is pending').action(removeWatch)
  ofOne('deliveries', 'list the newest messages, with their attempts').action(listDeliveriesCommand)
  ofOne('replay', 'send messages again')
    .option('--since <time>', 'all changes since then that match: a date, or RFC 3339', readSince)
    .option('--message <id>', 'one message, by its id from `watch deliveries`')
    .action(replayWatch)

  function ofOne(name: string, description: string): Command {
    return ofService(watch.command(name)).description(description).argument('<id|name>', 'from `watch list`')
  }
}
