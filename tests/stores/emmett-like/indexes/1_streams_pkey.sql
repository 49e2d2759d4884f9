-- read by: append_events
INSERT INTO streams (stream_id, stream_position, stream_type)
SELECT stream_id, max(stream_position), min(stream_type)
  FROM messages
 GROUP BY stream_id;
ALTER TABLE streams ADD CONSTRAINT streams_pkey PRIMARY KEY (stream_id);
ANALYZE streams;
