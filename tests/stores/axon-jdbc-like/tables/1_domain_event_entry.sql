-- All events.  tenant is there for the harness, which seeds it: such stores have a database for each.
CREATE TABLE domain_event_entry (
    global_index         bigserial    NOT NULL,
    sequence_number      bigint       NOT NULL,
    time_stamp           timestamptz  NOT NULL DEFAULT clock_timestamp(),
    tenant               varchar      NOT NULL,
    event_identifier     varchar(255) NOT NULL,
    aggregate_identifier varchar(255) NOT NULL,
    type                 varchar(255) NOT NULL,
    payload_type         varchar(255) NOT NULL,
    payload_revision     varchar(255),
    meta_data            bytea,
    payload              bytea        NOT NULL
);
