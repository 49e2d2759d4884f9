-- Whether anybody holds the lock of clone_lock, in any database of the server.  $1: the clone's name.
SELECT EXISTS (
  SELECT FROM pg_catalog.pg_locks AS l,
              hashtextextended('eventstore-harness clone ' || $1, 0) AS key
   WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
     AND l.classid::bigint = (key >> 32) & 4294967295
     AND l.objid::bigint = key & 4294967295) AS held
