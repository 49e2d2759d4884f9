-- @name       find_event
-- @strategy   without_tenant
-- @question   What does the tenant condition cost where the id alone finds the event?
-- @param      event_id  uuid  from event.id
-- @case       known_hot   tenant=hot   event=known    rows=1
-- @case       known_cold  tenant=cold  event=known    rows=1
-- @case       unknown     tenant=hot   event=unknown  rows=0
-- @rows       case.rows
-- @plan       index_cond(events: event_id)
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
-- For comparison only: a service that looks an event up without its tenant answers for all of them.
SELECT global_position, transaction_id, tenant_key, aggregate_id, sequence_number
  FROM domain_events
 WHERE event_id = :event_id
