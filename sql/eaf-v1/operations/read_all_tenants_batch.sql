-- @name       read_all_tenants_batch
-- @question   What does a tracking processor across all tenants pay for its next batch?
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=1000
-- @case       middle  token=middle  batch=1000
-- @case       head    token=head    batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: global_sequence_id)
-- @plan       never sort
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20 + 2 * rows
SELECT global_sequence_id, tenant_id, event_id, stream_id, aggregate_id, aggregate_type, sequence_number,
       event_type, payload, metadata, timestamp_utc
  FROM domain_events
 WHERE global_sequence_id > :after_position
 ORDER BY global_sequence_id
 LIMIT :batch_size
