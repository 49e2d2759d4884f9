-- WAL of the whole server since the statistics were reset.
SELECT wal_bytes::bigint AS bytes FROM pg_stat_wal
