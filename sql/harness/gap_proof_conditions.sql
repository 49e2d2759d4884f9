-- What a proof about positions depends on.  $1: the table's name, $2: the column of the positions.
-- A standby does not show the writers' locks.  Positions that a session has cached are used later, by transactions that
-- hold no lock yet.  NULL: the column has no sequence of its own, so nothing is known of its positions.
SELECT pg_is_in_recovery() AS is_standby,
       (SELECT seqcache = 1 AND seqincrement > 0 AND NOT seqcycle
          FROM pg_catalog.pg_sequence
         WHERE seqrelid = pg_get_serial_sequence(quote_ident($1::text), $2::text)::regclass) AS ascends
