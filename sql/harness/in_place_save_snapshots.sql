-- Keeps the snapshots as they are, for this connection only.
CREATE TEMPORARY TABLE eventstore_saved_snapshots AS TABLE {snapshots}
