-- @name       load_snapshot
-- @question   What does it cost to read an aggregate's latest snapshot?
-- @param      tenant_key    integer  from tenant.key
-- @param      aggregate_id  uuid     from aggregate.id
-- @case       hot      tenant=hot   length=1000  tail=0   rows=1
-- @case       cold     tenant=cold  length=150   tail=50  rows=1
-- @case       unknown  tenant=hot   aggregate=unknown  rows=0
-- @rows       case.rows
-- @plan       index_cond(snapshots: tenant_key, aggregate_id)
-- @plan       tenant(snapshots)
-- @plan       never seq_scan(snapshots)
-- @plan       buffers <= 20
SELECT sequence_number, timestamp_utc, aggregate_type, payload
  FROM aggregate_snapshots
 WHERE tenant_key = :tenant_key
   AND aggregate_id = :aggregate_id
