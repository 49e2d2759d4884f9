-- A transaction that writes one small WAL record and nothing else: its commit waits for a flush.
SELECT pg_logical_emit_message(true, 'eventstore-harness', 'flush probe')
