/** The entry point of `npm start`. With arguments, as in `npm start -- --port 4000`, it is the `modelkeep` command. */
import { serve } from './cli/serve.js'

if (process.argv.length > 2) await import('./cli/main.js')
else await serve()
