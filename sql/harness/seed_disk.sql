-- Where the server keeps new tables and its WAL, as far as this role may know (the data directory: NULL for
-- all but superusers and members of pg_read_all_settings), and how much WAL stays.
SELECT (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'data_directory') AS data_directory,
       pg_tablespace_location(t.oid) AS tablespace_directory,
       pg_backend_pid() AS server_process,
       inet_server_addr() IS NULL OR inet_server_addr() <<= inet '127.0.0.0/8'
         OR inet_server_addr() = inet '::1' AS is_local,
       pg_size_bytes(current_setting('max_wal_size')) + pg_size_bytes(current_setting('wal_keep_size')) AS wal_max,
       has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS may_list_wal
  FROM pg_catalog.pg_database AS d
  JOIN pg_catalog.pg_tablespace AS t
    ON CASE current_setting('default_tablespace') WHEN '' THEN t.oid = d.dattablespace
            ELSE t.spcname = current_setting('default_tablespace') END
 WHERE d.datname = current_database()
