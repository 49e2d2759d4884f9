-- @name       store_snapshot
-- @question   What does it cost to keep a snapshot?
-- @param      tenant_id        text    from tenant.id
-- @param      aggregate_id     text    from aggregate.id
-- @param      aggregate_type   text    from aggregate.type
-- @param      sequence_number  bigint  from snapshot.sequence_number
-- @param      payload          jsonb   from snapshot.payload
-- @case       newer_hot  tenant=hot  length=1000    snapshot=newer
-- @case       first      tenant=hot  aggregate=new  snapshot=newer
-- @rows       1
-- @plan       buffers <= 20 + 20 * rows
INSERT INTO aggregate_snapshots (tenant_id, aggregate_id, aggregate_type, sequence_number, snapshot_data)
VALUES (:tenant_id, :aggregate_id, :aggregate_type, :sequence_number, :payload)
ON CONFLICT (tenant_id, aggregate_id) DO UPDATE
   SET sequence_number = excluded.sequence_number, snapshot_data = excluded.snapshot_data, timestamp_utc = excluded.timestamp_utc
