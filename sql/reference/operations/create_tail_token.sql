-- @name       create_tail_token
-- @question   What does a processor pay that wants to start with the first event?
-- @case       all_tenants
-- @rows       0..1
-- @sla        p95 < 1 ms
-- @plan       index_cond(events: transaction_id)
-- @plan       never sort
-- @plan       heap_fetches <= 10
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
-- A token says what was seen, so the tail is the place just before the first event.
SELECT transaction_id, global_position - 1 AS position_before
  FROM domain_events
 WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
 ORDER BY transaction_id, global_position
 LIMIT 1
