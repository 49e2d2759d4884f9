-- Once for each statement, and not for each row: the server drops repeated notifications of a transaction anyway.  A bulk
-- load pays one call for each COPY.  An append that finds another version writes nothing, and notifies all the same.
-- The payload is empty: a reader knows from its token where to go on, and an equal one can be dropped.
CREATE OR REPLACE FUNCTION notify_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('eventstore_events', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER notify_of_events AFTER INSERT ON domain_events FOR EACH STATEMENT EXECUTE FUNCTION notify_of_events();
