-- @name       read_stream_batch
-- @question   What does a tenant's tracking processor pay for its next batch?
-- @param      tenant_id       text     from tenant.id
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       hot_tail_10  tenant=hot   token=tail    batch=10
-- @case       hot_tail_100 tenant=hot   token=tail    batch=100
-- @case       hot_tail     tenant=hot   token=tail    batch=1000
-- @case       hot_middle   tenant=hot   token=middle  batch=1000
-- @case       hot_head     tenant=hot   token=head    batch=1000
-- @case       cold_tail    tenant=cold  token=tail    batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: tenant_id, global_sequence_id)
-- @plan       never sort
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20 + 2 * rows
-- Positions are taken before commit, so this reader can pass an event that commits late and never see it.
SELECT global_sequence_id, event_id, stream_id, aggregate_id, aggregate_type, sequence_number,
       event_type, payload, metadata, timestamp_utc
  FROM domain_events
 WHERE tenant_id = :tenant_id
   AND global_sequence_id > :after_position
 ORDER BY global_sequence_id
 LIMIT :batch_size
