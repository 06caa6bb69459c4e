// Variables of whatever runs these checks, and settings of Modelkeep itself.
const DROPPED =
  /^(npm_(?!config_)|npm_config_(cache|local_prefix)|PG|DB_|OPENROUTER_|MODELKEEP_|(PORT|HOST|DATABASE_URL|DATA_DIR|ADMIN_TOKEN|ALLOWED_ORIGINS|LOG_LEVEL|MAX_\w+|CACHE_TTL_SECONDS|SYNC_INTERVAL_SECONDS|NODE_ENV|NODE_OPTIONS|INIT_CWD|TEST_RESULTS_FILE|VITEST\w*)$)/i

/**
 * The environment that a user would have in a new terminal.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function freshEnvironment(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !DROPPED.test(name)))
}
