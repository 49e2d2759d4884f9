// How much memory there is for us.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace eventstore {

/// Octets that this process could still take: what the system says is available, and what the
/// limits of its control groups (a container's) leave, whichever is less; swap does not count.
/// Nothing where the system does not say.  `root`: the directory that holds proc and sys.
[[nodiscard]] std::optional<std::int64_t> available_memory(const std::string& root = "/");

/// Throws Failure when a job takes more than is available: "`job` needs about 13.7 GB of memory,
/// and 9.10 GB are available; `way_out`".  Nothing is known: nothing is said.
void require_memory(const std::string& job, std::int64_t octets,
                    std::optional<std::int64_t> available, const std::string& way_out);

}  // namespace eventstore
