-- What these server processes do at this moment.  $1: their ids, as an array's text.
SELECT CASE WHEN state <> 'active' THEN 'idle'
            WHEN wait_event IS NULL THEN 'CPU'
            ELSE wait_event_type || ':' || wait_event
       END AS event,
       count(*) AS processes
  FROM pg_stat_activity
 WHERE pid = ANY ($1::int[])
 GROUP BY 1
