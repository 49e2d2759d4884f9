// A plan of auto_explain in each way in which logs reach a file: the next wrapping is one more row.
#pragma once

#include <string>
#include <vector>

namespace eventstore::tests {

struct WrappedLog {
  std::string wrapping;  ///< "csvlog in Kubernetes".
  std::string text;
};

/// The plan of a query in valid UTF-8 that took 51.448 ms and is sorted by "a", in each wrapping.
[[nodiscard]] std::vector<WrappedLog> wrapped_logs(const std::string& query);

}  // namespace eventstore::tests
