-- How many events there are once those that were appended are removed.
SELECT count(*) AS events FROM {events}
