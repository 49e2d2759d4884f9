-- @name       load_stream_state
-- @question   What does it cost to learn how far a stream is?
-- @param      tenant_id  text  from tenant.id
-- @param      stream_id  uuid  from aggregate.id
-- @case       hot      tenant=hot  length=10          rows=1
-- @case       unknown  tenant=hot  aggregate=unknown  rows=0
-- @rows       case.rows
SELECT type, version, timestamp, is_archived
  FROM mt_streams
 WHERE tenant_id = :tenant_id AND id = :stream_id
