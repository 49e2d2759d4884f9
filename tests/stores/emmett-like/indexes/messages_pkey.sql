-- read by: load_aggregate
CREATE UNIQUE INDEX messages_pkey ON messages (stream_id, stream_position, is_archived);
ALTER TABLE messages ADD CONSTRAINT messages_pkey PRIMARY KEY USING INDEX messages_pkey;
