-- @name       append_events
-- @question   What does a command handler pay to store its new events?
-- @param      tenant_key         integer  from tenant.key
-- @param      aggregate_id       uuid     from aggregate.id
-- @param      aggregate_type     text     from aggregate.type
-- @param      expected_version   bigint   from events.expected_version
-- @param      event_ids          uuid[]   from events.ids
-- @param      event_types        text[]   from events.types
-- @param      payload_revisions  text[]   from events.payload_revisions
-- @param      metadata           json[]   from events.metadata
-- @param      payloads           json[]   from events.payloads
-- @case       new_1          tenant=hot   aggregate=new       events=1
-- @case       new_10         tenant=hot   aggregate=new       events=10
-- @case       new_100        tenant=hot   aggregate=new       events=100
-- @case       new_1000       tenant=hot   aggregate=new       events=1000
-- @case       new_10000      tenant=hot   aggregate=new       events=10000
-- @case       hot_long_1     tenant=hot   aggregate=existing  length=1000  events=1
-- @case       cold_short_1   tenant=cold  aggregate=existing  length=10    events=1
-- @case       cold_short_10  tenant=cold  aggregate=existing  length=10    events=10
-- @case       stale          tenant=hot   aggregate=existing  length=100   events=1  version=stale   expect=version_conflict
-- @case       future         tenant=hot   aggregate=existing  length=100   events=1  version=future  expect=version_conflict
-- @rows       0..case.events
-- @sla        p95 < 10 ms  when events=1
-- @sla        p95 < 50 ms  when events=100
-- @outcome    version_conflict  when constraint=domain_events_version_key or affected=0
-- @outcome    duplicate_event   when constraint=domain_events_event_id_key
-- @plan       index_cond(events: tenant_key, aggregate_id)
-- @plan       tenant(events)
-- @plan       never seq_scan(events)
-- @plan       wal_bytes <= 20000 + 3000 * rows
-- An event takes 870 to 1,400 bytes of WAL, a page that has to be split for a new key up to 8,000 more.  The limit is
-- for payloads of the usual size; larger ones (--payload-scale, --payload-mix) are allowed what they are larger by.
-- The version is compared before a row is made, so that a conflict leaves no hole in the positions;
-- of two writers that both pass, the unique key stops the second.
INSERT INTO domain_events
       (sequence_number, tenant_key, event_id, aggregate_id, aggregate_type, event_type, payload_revision, metadata, payload)
SELECT :expected_version + event.ordinality, :tenant_key, event.id, :aggregate_id, :aggregate_type,
       event.type, event.revision, event.metadata, event.payload
  FROM unnest(:event_ids, :event_types, :payload_revisions, :metadata, :payloads)
       WITH ORDINALITY AS event (id, type, revision, metadata, payload, ordinality)
 WHERE (SELECT coalesce(max(sequence_number), 0)
          FROM domain_events
         WHERE tenant_key = :tenant_key AND aggregate_id = :aggregate_id) = :expected_version
