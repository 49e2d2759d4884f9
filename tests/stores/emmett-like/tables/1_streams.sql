-- One row per stream, whose position an append moves.
CREATE TABLE streams (
    stream_id       text    NOT NULL,
    stream_position bigint  NOT NULL,
    stream_type     text    NOT NULL,
    stream_metadata jsonb   NOT NULL DEFAULT '{}',
    is_archived     boolean NOT NULL DEFAULT false
);
