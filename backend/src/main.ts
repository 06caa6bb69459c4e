/** The entry point of `npm start`. */
import { serve } from './cli/serve.js'

await serve()
