-- @name       write_message
-- @question   What does it cost to write one message, with its category locked?
-- @param      stream_name       text     from aggregate.stream_id
-- @param      tenant_id         text     from tenant.id
-- @param      entity_id         text     from aggregate.id
-- @param      entity_type       text     from aggregate.type
-- @param      expected_version  bigint   from events.expected_version
-- @param      ids               uuid[]   from events.ids
-- @param      types             text[]   from events.types
-- @param      metadata          jsonb[]  from events.metadata
-- @param      data              jsonb[]  from events.payloads
-- @transaction explicit read_committed
-- @case       new        tenant=hot   aggregate=new       events=1
-- @case       hot_1000   tenant=hot   aggregate=existing  length=1000  events=1
-- @outcome    version_conflict  when constraint=messages_stream
-- @step       lock
-- @rows       1
SELECT pg_advisory_xact_lock(hashtextextended(category(:stream_name), 0));
-- @step       version
-- @rows       1
SELECT coalesce(max(position), 0) AS stream_version FROM messages WHERE stream_name = :stream_name;
-- @step       insert
-- @rows       case.events
INSERT INTO messages (id, stream_name, type, position, data, metadata, tenant_id, entity_id, entity_type)
SELECT message.id, :stream_name, message.type, :expected_version + message.ordinality, message.data, message.metadata,
       :tenant_id, :entity_id, :entity_type
  FROM unnest(:ids, :types, :metadata, :data)
       WITH ORDINALITY AS message (id, type, metadata, data, ordinality)
