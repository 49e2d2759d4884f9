-- Whether the role may remove what a run in place adds.  $1: the events table, quoted.
SELECT has_table_privilege($1, 'DELETE') AS may_remove,
       quote_ident(current_user) AS role
