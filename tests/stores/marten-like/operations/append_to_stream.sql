-- @name       append_to_stream
-- @question   What does a command handler pay to store its new events?
-- @param      tenant_id         text     from tenant.id
-- @param      stream_id         uuid     from aggregate.id
-- @param      stream_type       text     from aggregate.type
-- @param      expected_version  bigint   from events.expected_version
-- @param      count             bigint   from case.events
-- @param      event_ids         uuid[]   from events.ids
-- @param      event_types       text[]   from events.types
-- @param      headers           jsonb[]  from events.metadata
-- @param      data              jsonb[]  from events.payloads
-- @transaction explicit read_committed
-- @case       new_1      tenant=hot   aggregate=new       events=1
-- @case       new_100    tenant=hot   aggregate=new       events=100
-- @case       cold_short_1  tenant=cold  aggregate=existing  length=10   events=1
-- @outcome    version_conflict  when constraint=mt_events_stream_version or affected=0
-- @step       stream
-- @rows       1
INSERT INTO mt_streams AS stream (tenant_id, id, type, version)
VALUES (:tenant_id, :stream_id, :stream_type, :expected_version + :count)
ON CONFLICT (tenant_id, id) DO UPDATE
   SET version = excluded.version, timestamp = now()
 WHERE stream.version = :expected_version;
-- @step       events
-- @rows       case.events
INSERT INTO mt_events (id, stream_id, stream_type, version, data, type, tenant_id, headers)
SELECT event.id, :stream_id, :stream_type, :expected_version + event.ordinality, event.data, event.type,
       :tenant_id, event.headers
  FROM unnest(:event_ids, :event_types, :headers, :data)
       WITH ORDINALITY AS event (id, type, headers, data, ordinality)
