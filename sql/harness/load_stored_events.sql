-- What a load run has stored, to be compared with what it was told.  $1: the last position before it.
-- No operation of the store: one that skips events would skip them here as well.
SELECT {position}, {tenant}, {aggregate}, {sequence}, {id}, {type}, {payload}
  FROM {events}
 WHERE {position} > $1
