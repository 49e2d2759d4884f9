-- @name       read_stream_batch
-- @question   What does a tenant's tracking processor pay for its next batch?
-- @param      tenant_key      integer  from tenant.key
-- @param      after_position  bigint   from token.position
-- @param      batch_size      integer  from case.batch
-- @case       hot_tail_10   tenant=hot     token=tail    batch=10
-- @case       hot_tail_100  tenant=hot     token=tail    batch=100
-- @case       hot_tail      tenant=hot     token=tail    batch=1000
-- @case       hot_middle    tenant=hot     token=middle  batch=1000
-- @case       hot_head      tenant=hot     token=head    batch=1000
-- @case       middle_middle tenant=middle  token=middle  batch=1000
-- @case       cold_tail     tenant=cold    token=tail    batch=1000
-- @case       cold_middle   tenant=cold    token=middle  batch=1000
-- @rows       0..:batch_size
-- @sla        p95 < 50 ms
-- @plan       index_cond(events: tenant_key, global_position)
-- @plan       tenant(events)
-- @plan       never sort
-- @plan       never seq_scan(events)
-- @plan       never filter(events)
-- @plan       buffers <= 20 + 2 * rows
-- As for all tenants: safe only where every writer appends with append_events.serialised_writers.
SELECT global_position, transaction_id, sequence_number, timestamp_utc, event_id, aggregate_id,
       aggregate_type, event_type, payload_revision, metadata, payload
  FROM domain_events
 WHERE tenant_key = :tenant_key
   AND global_position > :after_position
 ORDER BY global_position
 LIMIT :batch_size
