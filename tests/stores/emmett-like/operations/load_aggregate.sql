-- @name       load_aggregate
-- @question   What does it cost to rebuild an aggregate from its events?
-- @param      stream         text    from aggregate.id
-- @param      from_position  bigint  from case.from
-- @case       hot_10     tenant=hot   length=10    from=1  rows=10
-- @case       hot_100    tenant=hot   length=100   from=1  rows=100
-- @case       hot_1000   tenant=hot   length=1000  from=1  rows=1000
-- @case       cold_1000  tenant=cold  length=1000  from=1  rows=1000
-- @rows       case.rows
SELECT stream_id, stream_position, global_position, transaction_id, created, message_schema_version, message_id,
       message_type, message_data, message_metadata
  FROM messages
 WHERE stream_id = :stream
   AND NOT is_archived
   AND stream_position >= :from_position
 ORDER BY stream_position
