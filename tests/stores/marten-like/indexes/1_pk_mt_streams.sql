-- read by: append_to_stream, load_stream_state, read_events_with_streams
INSERT INTO mt_streams (tenant_id, id, type, version, timestamp)
SELECT tenant_id, stream_id, min(stream_type), max(version), max(timestamp)
  FROM mt_events
 GROUP BY tenant_id, stream_id;
ALTER TABLE mt_streams ADD CONSTRAINT pk_mt_streams PRIMARY KEY (tenant_id, id);
ANALYZE mt_streams;
