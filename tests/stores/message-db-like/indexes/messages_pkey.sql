-- read by: nothing in the catalogue
ALTER TABLE messages ADD CONSTRAINT messages_pkey PRIMARY KEY (global_position);
