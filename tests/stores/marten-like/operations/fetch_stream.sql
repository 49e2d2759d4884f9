-- @name       fetch_stream
-- @question   What does it cost to rebuild an aggregate from its events?
-- @param      tenant_id  text  from tenant.id
-- @param      stream_id  uuid  from aggregate.id
-- @case       hot_10     tenant=hot   length=10    rows=10
-- @case       hot_1000   tenant=hot   length=1000  rows=1000
-- @case       cold_10    tenant=cold  length=10    rows=10
-- @rows       case.rows
SELECT seq_id, id, version, data, type, headers, timestamp
  FROM mt_events
 WHERE tenant_id = :tenant_id AND stream_id = :stream_id
 ORDER BY version
