-- @name       create_head_token
-- @question   What does a processor pay that wants to start with the next event?
-- @case       all_tenants
-- @rows       0..1
-- @sla        p95 < 1 ms
-- @plan       index_cond(events: transaction_id)
-- @plan       never sort
-- @plan       heap_fetches <= 10
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
-- No row: the store is empty, and the head is the tail.
SELECT transaction_id, global_position
  FROM domain_events
 WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
 ORDER BY transaction_id DESC, global_position DESC
 LIMIT 1
