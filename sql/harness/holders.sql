-- What may keep readers, VACUUM or the visibility map waiting: every session, prepared transaction, replication slot and standby of
-- the server that holds a transaction id or a snapshot.  Ids are made as wide as xid8 by the snapshot's newest.
-- A lazy VACUUM holds back nobody.  A role without pg_read_all_stats does not see since when others' transactions run.
WITH snapshot AS (
  SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS newest
), held AS (
  SELECT 'session' AS kind, session.datname AS database, session.pid, NULL::text AS name,
         session.usename::text AS role, session.application_name AS application,
         coalesce(session.state, '') AS state, coalesce(session.backend_type, '') AS process,
         session.xact_start AS since, session.backend_xid AS xid, session.backend_xmin AS xmin, NULL::xid AS catalog_xmin
    FROM pg_catalog.pg_stat_activity AS session
   WHERE session.pid <> pg_backend_pid()
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_replication AS standby WHERE standby.pid = session.pid)
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum AS vacuum WHERE vacuum.pid = session.pid)
   UNION ALL
  SELECT 'prepared', database, NULL, gid, owner, '', '', '', prepared, transaction, NULL, NULL
    FROM pg_catalog.pg_prepared_xacts
   UNION ALL
  SELECT 'slot', database, active_pid, slot_name, NULL, '', CASE WHEN active THEN 'active' ELSE 'inactive' END, slot_type,
         NULL, NULL, xmin, catalog_xmin
    FROM pg_catalog.pg_replication_slots
   UNION ALL
  SELECT 'standby', NULL, pid, application_name, usename, application_name, coalesce(state, ''), '', NULL, NULL, backend_xmin, NULL
    FROM pg_catalog.pg_stat_replication
), wide AS (
  SELECT held.*,
         newest - (((newest - xid::text::bigint + 2147483648) % 4294967296) - 2147483648) AS wide_xid,
         newest - (((newest - xmin::text::bigint + 2147483648) % 4294967296) - 2147483648) AS wide_xmin,
         newest - (((newest - catalog_xmin::text::bigint + 2147483648) % 4294967296) - 2147483648) AS wide_catalog_xmin,
         newest
    FROM held, snapshot
)
SELECT kind, coalesce(database, '') AS database, coalesce(database = current_database(), false) AS is_here, pid,
       coalesce(name, '') AS name, coalesce(role, '') AS role, coalesce(application, '') AS application, state, process,
       wide_xid AS transaction_id, wide_xmin AS snapshot_id, wide_catalog_xmin AS catalog_id,
       greatest(newest - least(wide_xid, wide_xmin, wide_catalog_xmin), 0) AS age,
       CASE WHEN since IS NOT NULL THEN greatest(extract(epoch FROM clock_timestamp() - since), 0)::float8 END AS seconds
  FROM wide
 WHERE least(wide_xid, wide_xmin, wide_catalog_xmin) IS NOT NULL
 ORDER BY least(wide_xid, wide_xmin, wide_catalog_xmin), kind, pid, name
