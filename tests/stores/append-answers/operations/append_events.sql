-- @name       append_events
-- @question   A function that answers success = false on a conflict?
-- @param      tenant_key        integer  from tenant.key
-- @param      aggregate_id      uuid     from aggregate.id
-- @param      aggregate_type    text     from aggregate.type
-- @param      expected_version  bigint   from events.expected_version
-- @param      event_ids         uuid[]   from events.ids
-- @param      event_types       text[]   from events.types
-- @param      payloads          json[]   from events.payloads
-- @case       new_10    tenant=hot aggregate=new events=10
-- @case       stale     tenant=hot aggregate=existing length=100 events=1 version=stale expect=version_conflict
-- @outcome    version_conflict when success=false or constraint=domain_events_version_key
-- @writes
-- @rows       1
SELECT success, new_position FROM append_fn(:tenant_key, :aggregate_id, :aggregate_type, :expected_version,
  ARRAY(SELECT ROW(e.id, e.type, e.payload)::new_event FROM unnest(:event_ids, :event_types, :payloads) WITH ORDINALITY AS e(id, type, payload, n) ORDER BY n))
