-- The manifest.
SELECT document FROM eventstore_harness.manifest
