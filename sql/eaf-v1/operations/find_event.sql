-- @name       find_event
-- @question   What does it cost to learn whether an append, whose commit was not acknowledged, was stored?
-- @param      event_id   text  from event.id
-- @param      tenant_id  text  from tenant.id
-- @case       known_hot  tenant=hot  event=known    rows=1
-- @case       unknown    tenant=hot  event=unknown  rows=0
-- @rows       case.rows
-- @plan       index_cond(events: event_id)
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
SELECT global_sequence_id, aggregate_id, sequence_number
  FROM domain_events
 WHERE event_id = :event_id
   AND tenant_id = :tenant_id
