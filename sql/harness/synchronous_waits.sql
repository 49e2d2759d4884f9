-- The sessions whose commits wait for a synchronous standby, what the server is told to wait for, and which standbys are connected.
-- A role without pg_read_all_stats sees the waits of its own sessions only.
SELECT current_setting('synchronous_standby_names') AS names,
       waits.pids,
       waits.seconds,
       waits.sessions,
       (SELECT coalesce(string_agg(quote_literal(application_name) || coalesce(' (' || sync_state || ')', ''), ', '
                                   ORDER BY application_name, pid), '')
          FROM pg_catalog.pg_stat_replication) AS standbys
  FROM (SELECT coalesce(string_agg(pid::text, ',' ORDER BY pid), '') AS pids,
               count(*) AS sessions,
               coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0)::float8 AS seconds
          FROM pg_catalog.pg_stat_activity
         WHERE wait_event = 'SyncRep') AS waits
