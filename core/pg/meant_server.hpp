// Which server a tool would work on, before any is asked.
#pragma once

#include <string>

namespace eventstore::pg {

/// Whether `option` (--database) and the environment mean the local server, as
/// `resolve_database` finds it.  Throws UsageError as that does.
[[nodiscard]] bool means_local_server(const std::string& option);

}  // namespace eventstore::pg
