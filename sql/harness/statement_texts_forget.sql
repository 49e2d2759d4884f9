-- Takes out of pg_stat_statements what was run in a database that is gone, and the statements that made and dropped it.
-- $1: its OID; $2: its name.
SELECT count(pg_stat_statements_reset(s.userid, s.dbid, s.queryid)) AS texts
  FROM pg_stat_statements AS s
 WHERE s.dbid = $1::oid OR pg_catalog.strpos(s.query, $2) > 0
