-- Lets everybody write to these tables, and autovacuum pass them by, until the transaction ends.
LOCK TABLE {tables} IN SHARE UPDATE EXCLUSIVE MODE
