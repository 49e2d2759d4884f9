-- @name       read_all_tenants_batch
-- @question   What does a tracking processor across all tenants pay for its next batch?
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       tail    token=tail    batch=1000
-- @case       middle  token=middle  batch=1000
-- @case       head    token=head    batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: global_position)
-- @plan       never sort
-- @plan       never seq_scan(events)
-- @plan       never filter(events)
-- @plan       buffers <= 20 + 2 * rows
-- Positions are taken before the commit, so this reader can pass an event that commits late, and never sees it; unless
-- every writer appends with append_events.serialised_writers.
SELECT global_position, transaction_id, sequence_number, timestamp_utc, tenant_key, event_id, aggregate_id,
       aggregate_type, event_type, payload_revision, metadata, payload
  FROM domain_events
 WHERE global_position > :after_position
 ORDER BY global_position
 LIMIT :batch_size
