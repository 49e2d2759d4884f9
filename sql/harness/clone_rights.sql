-- What a role needs to copy a database, and whether the current one has it.  $1: the database's name.
SELECT r.rolname AS role,
       r.rolcreatedb OR r.rolsuper AS may_create,
       d.datistemplate OR pg_has_role(d.datdba, 'USAGE') AS may_copy
  FROM pg_catalog.pg_roles AS r
 CROSS JOIN pg_catalog.pg_database AS d
 WHERE r.rolname = current_user AND d.datname = $1
