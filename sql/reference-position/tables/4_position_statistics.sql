-- Events lie on disk in order of position, so the planner takes the primary key for the cheapest way to a large tenant's
-- next events, and throws away those of all others.  Without statistics it knows nothing of that order.
ALTER TABLE domain_events ALTER COLUMN global_position SET STATISTICS 0;
