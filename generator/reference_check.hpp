// Whether events name causes that there are.
#pragma once

#include "generator/row_intake.hpp"

namespace eventstore::seed {

/// Every event is its own cause and its own correlation, or its cause is an earlier event of the
/// same tenant and correlation.  So each chain has one correlation, the id of its first event,
/// which is earlier and the tenant's, too.  No event has the id of another one.
///
/// For data whose rows are right by themselves.  Memory: 6 octets per event, while it runs.
[[nodiscard]] Complaint check_references(const ReadBack& data, int threads);

}  // namespace eventstore::seed
