/** SQL for when an event is due that is enqueued now. `grouping`: SQL for the grouping of its watch. */
export function dueSql(grouping: string): string {
  return `CASE ${grouping}
    WHEN 'hourly' THEN date_trunc('hour', now()) + interval '1 hour'
    WHEN 'daily' THEN (date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC'
    ELSE now()
  END`
}
