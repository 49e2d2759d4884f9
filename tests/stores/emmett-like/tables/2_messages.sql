-- All events of all streams.  tenant and stream_type are there for the harness, which seeds them.
CREATE TABLE messages (
    stream_position        bigint      NOT NULL,
    global_position        bigserial   NOT NULL,
    transaction_id         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    created                timestamptz NOT NULL DEFAULT now(),
    is_archived            boolean     NOT NULL DEFAULT false,
    tenant                 text        NOT NULL,
    stream_id              text        NOT NULL,
    stream_type            text        NOT NULL,
    message_schema_version text        NOT NULL,
    message_id             text        NOT NULL,
    message_type           text        NOT NULL,
    message_data           jsonb       NOT NULL,
    message_metadata       jsonb       NOT NULL
);
-- As in the reference store, and for the same reason.
ALTER TABLE messages ALTER COLUMN transaction_id SET STATISTICS 0;
