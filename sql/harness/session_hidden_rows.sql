-- Tables whose rows row level security hides from the current role.
SELECT oid::regclass AS name
  FROM pg_catalog.pg_class
 WHERE relrowsecurity AND pg_catalog.row_security_active(oid)
 ORDER BY 1
