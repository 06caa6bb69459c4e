import { createRequire } from 'node:module'
import { pino, type Logger as PinoLogger } from 'pino'
import type prettyFactory from 'pino-pretty'
import type { LogLevel } from '../config.js'

export type Logger = PinoLogger

export interface LoggerOptions {
  level: LogLevel
  /** Readable lines; otherwise one JSON object per line. */
  terminal: boolean
  /** The file descriptor to write to. Absent: standard output. */
  descriptor?: 2
}

/** Masks fields that could contain a secret, in case a caller logs a whole object. */
const redact = {
  paths: [
    '*.authorization',
    '*.password',
    '*.adminToken',
    '*.apiKey',
    'authorization',
    'password',
    'adminToken',
    'apiKey',
    'url.password',
  ],
  censor: '[hidden]',
}

export function loggerOptions(level: LogLevel) {
  return { level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime }
}

export function createLogger({ level, terminal, descriptor }: LoggerOptions): Logger {
  const options = loggerOptions(level)
  if (!terminal) return descriptor === undefined ? pino(options) : pino(options, pino.destination(descriptor))
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyFactory // loading it takes 40 ms
  const readable = { sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true }
  return pino(options, pretty({ ...readable, ...(descriptor !== undefined && { destination: descriptor }) }))
}
