-- @name       append_for_update
-- @question   BEGIN; SELECT version FOR UPDATE; INSERT; UPDATE; COMMIT?
-- @param      tenant_key        integer  from tenant.key
-- @param      aggregate_id      uuid     from aggregate.id
-- @param      aggregate_type    text     from aggregate.type
-- @param      expected_version  bigint   from events.expected_version
-- @param      count             bigint   from case.events
-- @param      event_ids         uuid[]   from events.ids
-- @param      event_types       text[]   from events.types
-- @param      metadata          json[]   from events.metadata
-- @param      payloads          json[]   from events.payloads
-- @transaction explicit read_committed
-- @case       new_1     tenant=hot aggregate=new events=1
-- @case       hot_100   tenant=hot aggregate=existing length=100 events=1
-- @case       stale     tenant=hot aggregate=existing length=100 events=1 version=stale expect=version_conflict
-- @outcome    version_conflict when affected=0 or constraint=domain_events_version_key
-- @step       version
-- @writes
-- @rows       0..1
SELECT version FROM heads WHERE tenant_key = :tenant_key AND aggregate_id = :aggregate_id FOR UPDATE;
-- @step       events
-- @rows       case.events
INSERT INTO domain_events (sequence_number, tenant_key, event_id, aggregate_id, aggregate_type, event_type, payload_revision, metadata, payload)
SELECT :expected_version + e.n, :tenant_key, e.id, :aggregate_id, :aggregate_type, e.type, '1', e.metadata, e.payload
  FROM unnest(:event_ids, :event_types, :metadata, :payloads) WITH ORDINALITY AS e(id, type, metadata, payload, n);
-- @step       head
-- @rows       1
INSERT INTO heads AS h VALUES (:tenant_key, :aggregate_id, :expected_version + :count)
ON CONFLICT (tenant_key, aggregate_id) DO UPDATE SET version = excluded.version WHERE h.version = :expected_version
