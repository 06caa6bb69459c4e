const hostile = [
  '..',
  '../../etc/passwd',
  '%2e%2e%2f',
  '%00',
  '%0d%0aX:1',
  "'",
  "' OR 1=1--",
  '";DROP TABLE ai_models;--',
  '<script>',
  '{{7*7}}',
  '${7*7}',
  '__proto__',
  'constructor',
  'toString',
  '[]',
  '[$ne]',
  '-1',
  '0',
  '1e999',
  'NaN',
  'null',
  'true',
  '.git/config',
  '.env',
  'admin',
  'debug',
  'server-status',
  'actuator/health',
  'wp-login.php',
  'metrics',
  'robots.txt',
  '~openai/gpt-4o',
  'openai/gpt-4o:free',
  'a'.repeat(300),
  '%F0%9F%98%80',
  '%ff%fe',
  ';',
  '*',
  '\\',
  '%5c',
  '//',
  '/./',
  '?',
  '#',
  '%25',
  '%zz',
]

/**
 * Words for paths and parameters: those of the contract, as they are and with an unexpected suffix, and hostile ones.
 * @param {string} contract its text
 * @returns {string[]}
 */
export function fuzzWords(contract) {
  const known = [...new Set(contract.match(/[A-Za-z][\w-]{1,40}/g))]
  return [...hostile, ...known.flatMap((word) => [word, `${word}/`, `${word}%00`, `${word}..`])]
}
