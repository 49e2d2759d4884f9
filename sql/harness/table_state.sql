-- What VACUUM and ANALYZE know of a table and all its partitions.  $1: its name, as the search path finds it.
WITH known AS (
    SELECT pg_catalog.to_regclass(pg_catalog.quote_ident($1)) AS relid
), part AS (
    SELECT relid FROM known
     UNION
    SELECT tree.relid FROM known CROSS JOIN pg_catalog.pg_partition_tree(known.relid) AS tree
)
SELECT sum(pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::bigint)::bigint AS pages,
       sum(c.relallvisible)::bigint AS visible_pages,
       sum(greatest(c.reltuples, 0))::bigint AS known_rows,
       sum(coalesce(s.n_mod_since_analyze, 0))::bigint AS changed_rows,
       sum(coalesce(s.n_dead_tup, 0))::bigint AS dead_rows,
       bool_or(c.reltuples < 0 AND pg_catalog.pg_relation_size(c.oid) > 0) AS is_unknown,
       -- A copy of the database, a crash or a reset has no counts of what was before.
       bool_and(coalesce(s.last_analyze, s.last_autoanalyze) IS NOT NULL) AS counts_since_analyze
  FROM part
  JOIN pg_catalog.pg_class AS c ON c.oid = part.relid
  LEFT JOIN pg_catalog.pg_stat_all_tables AS s ON s.relid = c.oid
 WHERE c.relkind = 'r'
