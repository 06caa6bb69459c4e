/**
 * The server's configuration, rewritten at every start. A user's own settings belong in `postgresql.auto.conf` beside it,
 * which PostgreSQL reads last.
 *
 * Durability stays at PostgreSQL's defaults. The rest keeps a server for a few hundred models small: an empty cluster takes
 * 31 MB on disk and 17 MB of memory (measured; docs/decisions/0002).
 */
export function postgresqlConf(port: number): string {
  return `# Written by Modelkeep at every start.
listen_addresses = '127.0.0.1'
port = ${String(port)}
unix_socket_directories = ''
max_connections = 50
password_encryption = 'scram-sha-256'

# An acknowledged commit survives a power cut.
fsync = on
synchronous_commit = on
full_page_writes = on

# One small server: no replicas, no parallel plans, no idle background workers.
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
max_parallel_workers_per_gather = 0
io_method = sync
autovacuum_max_workers = 1
jit = off
shared_buffers = 32MB
work_mem = 8MB
maintenance_work_mem = 32MB
effective_cache_size = 256MB
min_wal_size = 16MB
max_wal_size = 128MB

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
default_text_search_config = 'pg_catalog.english'
lc_messages = 'C'
lc_monetary = 'C'
lc_numeric = 'C'
lc_time = 'C'
dynamic_shared_memory_type = 'posix'

# To standard error, which is DATA_DIR/postgres.log.
log_line_prefix = '%m [%p] '
log_checkpoints = off
cluster_name = 'modelkeep'
`
}

/** Only the program's own role may connect, from this machine, with its password. The superuser cannot connect at all. */
export const PG_HBA = `# Written by Modelkeep at every start.
# TYPE  DATABASE  USER       ADDRESS       METHOD
host    all       modelkeep  127.0.0.1/32  scram-sha-256
`

/** Size of a write-ahead log segment in MB. The default of 16 would be half of an empty cluster. */
export const WAL_SEGMENT_MB = 4
