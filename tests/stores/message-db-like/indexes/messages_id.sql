-- read by: nothing in the catalogue
CREATE UNIQUE INDEX messages_id ON messages (id);
