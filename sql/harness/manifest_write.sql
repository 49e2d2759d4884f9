-- Writes or replaces the manifest.  $1: the document.
INSERT INTO eventstore_harness.manifest (document) VALUES ($1)
ON CONFLICT (only_row) DO UPDATE SET document = excluded.document
