// `node --import ./scripts/typescript/register.mjs FILE.ts`: runs TypeScript sources. Node 20 cannot strip types by itself.
import { register } from 'node:module'

register('./hooks.mjs', import.meta.url)
