-- Put before a statement: runs it without turning rows into what is sent, and says how long it took.
EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, FORMAT JSON)
