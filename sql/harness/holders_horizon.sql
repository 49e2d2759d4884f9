-- Up to which transaction id a new snapshot sees everything that will ever be committed, and what this role may see of others.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS newest,
       pg_is_in_recovery() AS is_standby,
       pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all,
       current_user::text AS role
