-- The category of a stream: its name up to the first dash.
CREATE OR REPLACE FUNCTION category(stream_name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$ BEGIN RETURN split_part(stream_name, '-', 1); END $$;
