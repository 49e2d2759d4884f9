-- @name       append_events
-- @question   What does a command handler pay to store its new events?
-- @param      tenant_id         text     from tenant.id
-- @param      aggregate_id      text     from aggregate.id
-- @param      aggregate_type    text     from aggregate.type
-- @param      stream_id         text     from aggregate.stream_id
-- @param      expected_version  bigint   from events.expected_version
-- @param      event_ids         text[]   from events.ids
-- @param      event_types       text[]   from events.types
-- @param      metadata          jsonb[]  from events.metadata
-- @param      payloads          jsonb[]  from events.payloads
-- @transaction explicit read_committed
-- @case       new_1         tenant=hot   aggregate=new       events=1
-- @case       new_10        tenant=hot   aggregate=new       events=10
-- @case       new_100       tenant=hot   aggregate=new       events=100
-- @case       new_1000      tenant=hot   aggregate=new       events=1000
-- @case       new_10000     tenant=hot   aggregate=new       events=10000
-- @case       hot_long_1    tenant=hot   aggregate=existing  length=1000  events=1
-- @case       cold_short_1  tenant=cold  aggregate=existing  length=10    events=1
-- @case       stale         tenant=hot   aggregate=existing  length=100   events=1  version=stale  expect=version_conflict
-- @sla        p95 < 10 ms  when events=1
-- @sla        p95 < 50 ms  when events=100
-- @outcome    version_conflict  when constraint=domain_events_version_key
-- @outcome    duplicate_event   when constraint=domain_events_event_id_key
-- The story's code first reads the version, then inserts; what the first statement says is compared in
-- the client, and a version that is too new is stored all the same.
-- @step       version
-- @rows       1
-- @plan       index_cond(events: tenant_id, aggregate_id)
-- @plan       never seq_scan(events)
SELECT coalesce(max(sequence_number), 0) AS current_version
  FROM domain_events
 WHERE tenant_id = :tenant_id
   AND aggregate_id = :aggregate_id;
-- @step       insert
-- @rows       case.events
INSERT INTO domain_events
       (event_id, stream_id, aggregate_id, aggregate_type, expected_version, sequence_number, tenant_id, event_type, payload, metadata)
SELECT event.id, :stream_id, :aggregate_id, :aggregate_type, :expected_version + event.ordinality - 1,
       :expected_version + event.ordinality, :tenant_id, event.type, event.payload, event.metadata
  FROM unnest(:event_ids, :event_types, :metadata, :payloads)
       WITH ORDINALITY AS event (id, type, metadata, payload, ordinality)
