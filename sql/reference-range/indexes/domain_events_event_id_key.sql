-- read by: find_event
-- One for each partition and none for all: a unique index of the whole would have to hold the position.
CREATE UNIQUE INDEX domain_events_to_100k_event_id_key ON domain_events_to_100k (event_id);
CREATE UNIQUE INDEX domain_events_to_1m_event_id_key ON domain_events_to_1m (event_id);
CREATE UNIQUE INDEX domain_events_to_10m_event_id_key ON domain_events_to_10m (event_id);
CREATE UNIQUE INDEX domain_events_to_50m_event_id_key ON domain_events_to_50m (event_id);
CREATE UNIQUE INDEX domain_events_above_50m_event_id_key ON domain_events_above_50m (event_id);
