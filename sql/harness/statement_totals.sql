-- What the statements of one database have taken so far.  $1: its name; $2: ids of statements that do
-- not count, as an array's text.  Without their texts, which are kept in a file.
SELECT coalesce(sum(statement.calls), 0)::bigint AS calls,
       coalesce(sum(statement.total_exec_time), 0) AS exec_ms,
       coalesce(sum(statement.rows), 0)::bigint AS rows,
       coalesce(sum(statement.shared_blks_hit), 0)::bigint AS buffers_hit,
       coalesce(sum(statement.shared_blks_read), 0)::bigint AS buffers_read,
       coalesce(sum(statement.wal_bytes), 0)::bigint AS wal_bytes
  FROM pg_stat_statements(false) AS statement
  JOIN pg_database AS database ON database.oid = statement.dbid
 WHERE database.datname = $1
   AND statement.queryid <> ALL ($2::bigint[])
