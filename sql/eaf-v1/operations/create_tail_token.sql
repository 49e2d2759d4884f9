-- @name       create_tail_token
-- @question   What does a processor pay that wants to start with the first event?
-- @case       all_tenants
-- @rows       1
-- @sla        p95 < 1 ms
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
SELECT min(global_sequence_id) - 1 AS position_before FROM domain_events
