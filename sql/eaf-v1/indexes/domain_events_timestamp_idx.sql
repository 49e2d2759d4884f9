-- read by: create_token_at
CREATE INDEX domain_events_timestamp_idx ON domain_events (timestamp_utc);
