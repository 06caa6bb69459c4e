// Import before any module that creates a schema. zod would otherwise probe whether it may compile code at run time, which the content
// security policy forbids and the browser reports.
import { config } from 'zod'

config({ jitless: true })
