#include "bench/wait_events.hpp"

#include <fmt/ranges.h>

#include "core/catalogue/catalogue.hpp"

namespace eventstore::bench {

std::string backend_array(std::span<const int> backends) {
  return fmt::format("{{{}}}", fmt::join(backends, ","));
}

void look_at_wait_events(pg::Session& session, const std::string& backends, WaitEvents& events) {
  const pg::Rows rows = session.run(catalogue::harness_sql("wait_events"), {{backends}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.is_null(i, "event")) continue;
    events[rows.text(i, "event")] += static_cast<std::uint64_t>(rows.integer(i, "processes"));
  }
}

}  // namespace eventstore::bench
