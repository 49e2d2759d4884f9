-- Whose these events are.  $1: their ids.  For reads that do not say whose events they return.
SELECT {id} AS event_id, {tenant} AS tenant
  FROM {events}
 WHERE {id} = ANY ($1)
