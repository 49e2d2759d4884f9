-- What the role may do of what seed-events has to.  "schema", quoted, is where new tables go: the first one
-- of the search path that is there and may be used, NULL when there is none.
SELECT current_user AS role,
       quote_ident(current_schema()) AS schema,
       current_setting('search_path') AS search_path,
       coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create_tables,
       CASE WHEN harness.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
            ELSE true END AS may_make_harness_schema,
       CASE WHEN harness.oid IS NULL THEN true
            ELSE has_schema_privilege(harness.oid, 'USAGE')
                 AND CASE WHEN manifest.oid IS NULL THEN has_schema_privilege(harness.oid, 'CREATE')
                          ELSE has_table_privilege(manifest.oid, 'SELECT')
                               AND has_table_privilege(manifest.oid, 'INSERT')
                               AND has_table_privilege(manifest.oid, 'UPDATE') END
            END AS may_keep_manifest
  FROM (SELECT to_regnamespace('eventstore_harness') AS oid) AS harness
  LEFT JOIN pg_catalog.pg_class AS manifest
    ON manifest.relnamespace = harness.oid AND manifest.relname = 'manifest'
