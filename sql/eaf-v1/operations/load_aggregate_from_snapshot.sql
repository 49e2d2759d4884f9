-- @name       load_aggregate_from_snapshot
-- @question   What does it cost to rebuild an aggregate from its latest snapshot and the events since?
-- @param      tenant_id       text    from tenant.id
-- @param      aggregate_id    text    from aggregate.id
-- @param      after_sequence  bigint  from result.snapshot.sequence_number
-- @case       hot_150   tenant=hot   length=150   tail=50
-- @case       hot_1000  tenant=hot   length=1000  tail=0
-- @case       cold_150  tenant=cold  length=150   tail=50
-- @sla        p95 < 20 ms
-- @step       snapshot
-- @rows       0..1
-- @plan       index_cond(snapshots: tenant_id, aggregate_id)
SELECT sequence_number, aggregate_type, snapshot_data, timestamp_utc
  FROM aggregate_snapshots
 WHERE tenant_id = :tenant_id
   AND aggregate_id = :aggregate_id;
-- @step       tail
-- @rows       case.tail
-- @plan       index_cond(events: tenant_id, aggregate_id)
-- @plan       never seq_scan(events)
SELECT global_sequence_id, event_id, stream_id, aggregate_type, expected_version, sequence_number,
       event_type, payload, metadata, timestamp_utc
  FROM domain_events
 WHERE tenant_id = :tenant_id
   AND aggregate_id = :aggregate_id
   AND sequence_number > coalesce(:after_sequence, 0)
 ORDER BY sequence_number
