-- A statement that the server refuses: a request of a load run that is to end as an error.
SELECT 1 / 0
