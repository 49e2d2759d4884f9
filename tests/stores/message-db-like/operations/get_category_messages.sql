-- @name       get_category_messages
-- @question   What does a consumer of a category pay for its next batch?
-- @param      any_stream      text     from aggregate.stream_id
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    tenant=hot  length=10  token=tail    batch=100
-- @case       middle  tenant=hot  length=10  token=middle  batch=100
-- @case       head    tenant=hot  length=10  token=head    batch=100
-- @rows       0..:batch_size
SELECT id, stream_name, type, position, global_position, data, metadata, time
  FROM messages
 WHERE category(stream_name) = category(:any_stream) AND global_position > :after_position
 ORDER BY global_position
 LIMIT :batch_size
