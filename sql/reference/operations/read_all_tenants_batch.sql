-- @name       read_all_tenants_batch
-- @question   What does a tracking processor across all tenants pay for its next batch?
-- @param      after_xid       xid8     from token.transaction_id
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=1000
-- @case       middle  token=middle  batch=1000
-- @case       head    token=head    batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: transaction_id, global_position)
-- @plan       never sort
-- @plan       never seq_scan(events)
-- @plan       never filter(events)
-- @plan       buffers <= 20 + 2 * rows
SELECT global_position, transaction_id, sequence_number, timestamp_utc, tenant_key, event_id, aggregate_id,
       aggregate_type, event_type, payload_revision, metadata, payload
  FROM domain_events
 WHERE (transaction_id, global_position) > (:after_xid, :after_position)
   AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
 ORDER BY transaction_id, global_position
 LIMIT :batch_size
