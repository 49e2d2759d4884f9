// What server processes do at a moment, as pg_stat_activity has it.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "core/pg/session.hpp"

namespace eventstore::bench {

/// Looks at which a process did this: "CPU", "idle", "IO:WALSync".
using WaitEvents = std::map<std::string, std::uint64_t>;

/// Process ids as the text of an array.
[[nodiscard]] std::string backend_array(std::span<const int> backends);

/// One look at each of these (`backend_array`), added to `events`.  Processes of another role,
/// which this one may not see, are left out.  Throws StatementError.
void look_at_wait_events(pg::Session& session, const std::string& backends, WaitEvents& events);

}  // namespace eventstore::bench
