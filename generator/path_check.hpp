// Whether the events of each aggregate are a path through its life cycle.
#pragma once

#include "generator/row_intake.hpp"

namespace eventstore::seed {

/// Walks through all events in global order: in each aggregate sequence numbers rise with the
/// position, and with times that never run backwards they rise with the time; its first event
/// creates it, each later one is a step that its state allows, none follows a final one.  On the
/// way the state of each snapshot's version is gathered (SnapshotRecord::found).
///
/// For data whose sequence numbers are dense.  Each thread looks at all positions and walks with
/// its share of the aggregates; the state of a walk is in the aggregate's record.
[[nodiscard]] Complaint check_paths(ReadBack& data, int threads);

}  // namespace eventstore::seed
