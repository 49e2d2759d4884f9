-- Takes away, in a copy, what was written and rolled back; the pages stay for the next execution.
VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) {tables}
