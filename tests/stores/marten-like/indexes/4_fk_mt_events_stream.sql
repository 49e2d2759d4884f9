-- read by: nothing in the catalogue
ALTER TABLE mt_events ADD CONSTRAINT fk_mt_events_stream
      FOREIGN KEY (tenant_id, stream_id) REFERENCES mt_streams (tenant_id, id);
