-- @name       get_last_stream_message
-- @question   What does it cost to look at the last message of a stream?
-- @param      stream_name  text  from aggregate.stream_id
-- @case       hot_1000  tenant=hot  length=1000         rows=1
-- @case       unknown   tenant=hot  aggregate=unknown   rows=0
-- @rows       case.rows
SELECT id, type, position, global_position, data, metadata, time
  FROM messages
 WHERE stream_name = :stream_name
 ORDER BY position DESC
 LIMIT 1
