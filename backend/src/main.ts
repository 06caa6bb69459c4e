/** `npm start`: serves until it is told to stop. */
import { serve } from './cli/serve.js'

await serve()
