-- @name       append_events
-- @question   What does a command handler pay to store its new events?
-- @param      tenant            text     from tenant.id
-- @param      stream            text     from aggregate.id
-- @param      type              text     from aggregate.type
-- @param      expected_version  bigint   from events.expected_version
-- @param      count             bigint   from case.events
-- @param      message_ids       text[]   from events.ids
-- @param      message_types     text[]   from events.types
-- @param      schema_versions   text[]   from events.payload_revisions
-- @param      metadata          jsonb[]  from events.metadata
-- @param      data              jsonb[]  from events.payloads
-- @case       new_1         tenant=hot   aggregate=new       events=1
-- @case       new_10        tenant=hot   aggregate=new       events=10
-- @case       new_100       tenant=hot   aggregate=new       events=100
-- @case       cold_short_1  tenant=cold  aggregate=existing  length=10  events=1
-- @rows       0..case.events
-- @outcome    version_conflict  when constraint=messages_pkey or affected=0
-- In one statement, where such stores call a function: it spares them that.
WITH stream AS (
INSERT INTO streams AS held (stream_id, stream_position, stream_type)
VALUES (:stream, :expected_version + :count, :type)
ON CONFLICT (stream_id) DO UPDATE
   SET stream_position = excluded.stream_position
 WHERE held.stream_position = :expected_version
RETURNING 1)
INSERT INTO messages
       (stream_position, tenant, stream_id, stream_type, message_schema_version, message_id, message_type, message_data, message_metadata)
SELECT :expected_version + event.ordinality, :tenant, :stream, :type, event.revision, event.id, event.type,
       event.data, event.metadata
  FROM stream,
       unnest(:message_ids, :message_types, :schema_versions, :metadata, :data)
       WITH ORDINALITY AS event (id, type, revision, metadata, data, ordinality)
