-- Where the sequences of the database are, without a lock that keeps anybody out; NULL where this role may not read one.
-- Values that are not rolled back: not those of this transaction's snapshot.
SELECT c.oid::bigint AS oid, substring(row FROM '<last_value>(-?[0-9]+)<') AS last_value,
       substring(row FROM '<is_called>([a-z]+)<') AS is_called
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (
       SELECT CASE WHEN has_sequence_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE')
                   THEN query_to_xml(format('SELECT last_value, is_called FROM %I.%I', n.nspname, c.relname),
                                     true, false, '')::text END AS row) AS state
 WHERE c.relkind = 'S' AND c.relpersistence <> 't'
