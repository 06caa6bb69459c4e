// Imported before anything that makes a schema: as one is made, zod would try whether it may compile code at run time, which the
// content security policy forbids, and the browser would report it.
import { config } from 'zod'

config({ jitless: true })
