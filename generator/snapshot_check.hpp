// Whether snapshots are what the events before them add up to.
#pragma once

#include "generator/row_intake.hpp"

namespace eventstore::seed {

/// There are `count` snapshots, none ahead of its aggregate; each is of its aggregate's tenant and
/// type, and says of the event of its version the time and the payload, and of all events up to it
/// their number by type and the status they lead to.  With `every` > 0 exactly the aggregates of so
/// many events have one, at the largest multiple.
///
/// For data whose paths were checked: that gathers what is compared here.
[[nodiscard]] Complaint check_snapshots(const ReadBack& data, std::int64_t count,
                                        std::int64_t every);

}  // namespace eventstore::seed
