-- @name       read_events_with_streams
-- @question   What does the asynchronous projection pay for its next batch, of all tenants?
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=500
-- @case       middle  token=middle  batch=500
-- @case       head    token=head    batch=500
-- @rows       0..:batch_size
SELECT event.seq_id, event.id, event.stream_id, event.version, event.data, event.type, event.tenant_id,
       stream.type AS stream_type, stream.is_archived
  FROM mt_events AS event
  JOIN mt_streams AS stream ON stream.tenant_id = event.tenant_id AND stream.id = event.stream_id
 WHERE event.seq_id > :after_position AND NOT event.is_archived
 ORDER BY event.seq_id
 LIMIT :batch_size
