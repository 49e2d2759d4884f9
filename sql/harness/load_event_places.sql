-- Where in the stream a load run's events stand.  $1: the last position before it.  {transaction}: their transaction id, or NULL.
SELECT ({position})::text, ({transaction})::text, ({id})::text
  FROM {events}
 WHERE {position} > $1
