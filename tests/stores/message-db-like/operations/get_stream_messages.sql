-- @name       get_stream_messages
-- @question   What does it cost to rebuild an entity from its stream?
-- @param      stream_name    text     from aggregate.stream_id
-- @param      from_position  bigint   from case.from
-- @param      batch_size     integer  from case.batch
-- @case       hot_10           tenant=hot   length=10    from=1    batch=1000  rows=10
-- @case       hot_1000         tenant=hot   length=1000  from=1    batch=1000  rows=1000
-- @case       hot_1000_last    tenant=hot   length=1000  from=901  batch=1000  rows=100
-- @case       cold_10          tenant=cold  length=10    from=1    batch=1000  rows=10
-- @rows       case.rows
SELECT id, stream_name, type, position, global_position, data, metadata, time
  FROM messages
 WHERE stream_name = :stream_name AND position >= :from_position
 ORDER BY position
 LIMIT :batch_size
