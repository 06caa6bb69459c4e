// The columns of `ai_models` that are read from a model's JSON. Upstream may send a value of another type: the column is then null.

/** `json`: an SQL expression of type jsonb. */
export const contextLengthIn = (json: string): string =>
  `CASE WHEN ${json} ->> 'context_length' ~ '^[0-9]{1,10}$' THEN (${json} ->> 'context_length')::bigint END`

/** `json`: an SQL expression of type jsonb. */
export const createdIn = (json: string): string =>
  `CASE WHEN ${json} ->> 'created' ~ '^[0-9]{1,12}$' THEN to_timestamp((${json} ->> 'created')::double precision) END`
