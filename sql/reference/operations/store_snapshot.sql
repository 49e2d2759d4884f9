-- @name       store_snapshot
-- @question   What does it cost to keep a snapshot, and does an older one stay out?
-- @param      tenant_key       integer  from tenant.key
-- @param      aggregate_id     uuid     from aggregate.id
-- @param      aggregate_type   text     from aggregate.type
-- @param      sequence_number  bigint   from snapshot.sequence_number
-- @param      payload          json     from snapshot.payload
-- @case       newer_hot  tenant=hot   length=1000    snapshot=newer
-- @case       first      tenant=hot   aggregate=new  snapshot=newer
-- @case       older      tenant=hot   length=1000    snapshot=older  expect=version_conflict
-- @rows       0..1
-- @outcome    version_conflict when affected=0
-- @plan       tenant(snapshots)
-- @plan       never seq_scan(snapshots)
-- @plan       wal_bytes <= 20000
-- @plan       buffers <= 20 + 20 * rows
INSERT INTO aggregate_snapshots AS stored (sequence_number, tenant_key, aggregate_id, aggregate_type, payload)
VALUES (:sequence_number, :tenant_key, :aggregate_id, :aggregate_type, :payload)
ON CONFLICT (tenant_key, aggregate_id) DO UPDATE
   SET sequence_number = excluded.sequence_number, timestamp_utc = excluded.timestamp_utc, payload = excluded.payload
 WHERE excluded.sequence_number > stored.sequence_number
