-- Makes room for the snapshots that were kept.
DELETE FROM {snapshots}
