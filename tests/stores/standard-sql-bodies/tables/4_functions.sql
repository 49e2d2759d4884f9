CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN 1 ELSE 2 END; SELECT 1; END;
COMMENT ON FUNCTION f(int) IS 'a function with a body in standard SQL; two statements';

CREATE FUNCTION atomic_x("end" int) RETURNS int LANGUAGE sql RETURN "end" + 1; /* ; /* nested; */ ; */
CREATE TABLE notes (note text DEFAULT E'it\'s; a note', "odd;name" int);
CREATE PROCEDURE note_all() LANGUAGE sql BEGIN ATOMIC
    INSERT INTO notes (note) VALUES ('END;');
    INSERT INTO notes (note) SELECT CASE atomic_x(1) WHEN 2 THEN 'two' END;
END;
CREATE RULE note_both AS ON DELETE TO notes DO ALSO (INSERT INTO notes VALUES ('a'); INSERT INTO notes VALUES ('b'));
DO $body$ BEGIN PERFORM $$;$$; END $body$;
