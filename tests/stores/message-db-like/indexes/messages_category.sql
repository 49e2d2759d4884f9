-- read by: get_category_messages
CREATE INDEX messages_category ON messages (category(stream_name), global_position);
