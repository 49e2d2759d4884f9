-- @name       load_snapshot
-- @question   What does it cost to read an aggregate's latest snapshot?
-- @param      tenant_id     text  from tenant.id
-- @param      aggregate_id  text  from aggregate.id
-- @case       hot      tenant=hot  length=1000  tail=0   rows=1
-- @case       unknown  tenant=hot  aggregate=unknown  rows=0
-- @rows       case.rows
-- @plan       index_cond(snapshots: tenant_id, aggregate_id)
-- @plan       buffers <= 20
SELECT sequence_number, aggregate_type, snapshot_data, timestamp_utc
  FROM aggregate_snapshots
 WHERE tenant_id = :tenant_id
   AND aggregate_id = :aggregate_id
