-- Up Migration

-- Quarantined documents of mirrors are stored with quarantined lists. These bodies stay compressed with gzip, whose last four bytes
-- are the length before compression, little-endian.
INSERT INTO quarantined_payloads (payload_hash, observed_at, last_observed_at, reason, detail, scope, since, bytes, body)
SELECT hash, observed_at, observed_at, CASE WHEN reason LIKE '%MAX_GROWTH_PERCENT%' THEN 'grown' ELSE 'shrunk' END, reason, source,
  observed_at,
  (SELECT sum(get_byte(body, length(body) - 4 + nr) << (8 * nr)) FROM generate_series(0, 3) AS nr),
  body
FROM mirror_quarantine ORDER BY observed_at
ON CONFLICT (payload_hash) DO NOTHING;

DROP TABLE mirror_quarantine;

UPDATE modelkeep_schema SET version = 9;
