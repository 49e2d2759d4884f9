-- @name       load_aggregate_from_snapshot
-- @question   What does it cost to rebuild an aggregate from its latest snapshot and the events since?
-- @param      tenant_key      integer  from tenant.key
-- @param      aggregate_id    uuid     from aggregate.id
-- @param      after_sequence  bigint   from result.snapshot.sequence_number
-- @case       hot_150      tenant=hot   length=150   tail=50
-- @case       hot_1000     tenant=hot   length=1000  tail=0
-- @case       cold_150     tenant=cold  length=150   tail=50
-- @case       no_snapshot  tenant=hot   length=10    tail=10
-- @sla        p95 < 20 ms
-- @step       snapshot
-- @rows       0..1
-- @plan       index_cond(snapshots: tenant_key, aggregate_id)
-- @plan       tenant(snapshots)
-- @plan       never seq_scan(snapshots)
SELECT sequence_number, timestamp_utc, aggregate_type, payload
  FROM aggregate_snapshots
 WHERE tenant_key = :tenant_key
   AND aggregate_id = :aggregate_id;
-- @step       tail
-- @rows       case.tail
-- @plan       index_cond(events: tenant_key, aggregate_id, sequence_number)
-- @plan       tenant(events)
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20 + 2 * rows
SELECT global_position, transaction_id, sequence_number, timestamp_utc, event_id, aggregate_type,
       event_type, payload_revision, metadata, payload
  FROM domain_events
 WHERE tenant_key = :tenant_key
   AND aggregate_id = :aggregate_id
   AND sequence_number > coalesce(:after_sequence, 0)
 ORDER BY sequence_number
