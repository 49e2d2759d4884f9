-- @name       create_token_at
-- @question   What does a processor pay that wants to start at a point in time?
-- @param      at  timestamptz  from token.timestamp
-- @case       tail    token=tail
-- @case       middle  token=middle
-- @case       head    token=head
-- @rows       0..1
-- @sla        p95 < 1 ms
-- @plan       index_cond(events: timestamp_utc)
-- @plan       never sort
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
-- The token stands just before the first event at or after the time, less a margin for clocks that
-- differ and transactions that overlap.  No row: nothing is that young, and the token is the head.
SELECT global_position - 1 AS position_before
  FROM domain_events
 WHERE timestamp_utc >= :at - interval '10 seconds'
 ORDER BY timestamp_utc
 LIMIT 1
