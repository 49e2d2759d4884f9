-- How many events there are, before a run in place and once what it appended is removed.
SELECT count(*) AS events FROM {events}
