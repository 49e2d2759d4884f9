-- read by: get_stream_messages, get_last_stream_message, write_message
CREATE UNIQUE INDEX messages_stream ON messages (stream_name, position);
