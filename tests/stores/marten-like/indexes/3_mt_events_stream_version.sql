-- read by: append_to_stream, fetch_stream
CREATE UNIQUE INDEX mt_events_stream_version ON mt_events (tenant_id, stream_id, version);
