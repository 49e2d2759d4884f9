-- A statement that outlasts its timeout: a request of a load run that is to end as one.
SELECT pg_sleep(60)
