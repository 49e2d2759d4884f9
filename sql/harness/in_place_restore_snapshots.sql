-- Puts the snapshots back as they were.
INSERT INTO {snapshots} TABLE eventstore_saved_snapshots
