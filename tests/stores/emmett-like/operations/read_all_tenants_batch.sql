-- @name       read_all_tenants_batch
-- @question   What does a tracking processor across all tenants pay for its next batch?
-- @param      after_xid       xid8     from token.transaction_id
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=1000
-- @case       middle  token=middle  batch=1000
-- @case       head    token=head    batch=1000
-- @rows       0..:batch_size
SELECT stream_id, stream_position, global_position, transaction_id, created, message_schema_version, message_id,
       message_type, message_data, message_metadata
  FROM messages
 WHERE (transaction_id, global_position) > (:after_xid, :after_position)
   AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
   AND NOT is_archived
 ORDER BY transaction_id, global_position
 LIMIT :batch_size
