-- @name       create_token_at
-- @question   What does a processor pay that wants to start at a point in time?
-- @param      at  timestamptz  from token.timestamp
-- @case       tail    token=tail
-- @case       middle  token=middle
-- @case       head    token=head
-- @rows       1
-- @sla        p95 < 1 ms
-- @plan       index_cond(events: timestamp_utc)
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
SELECT min(global_sequence_id) - 1 AS position_before
  FROM domain_events
 WHERE timestamp_utc >= :at
