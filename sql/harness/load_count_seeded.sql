-- How many events there are up to a position.  $1: the last seeded position.
SELECT count(*) AS events
  FROM {events}
 WHERE {position} <= $1
