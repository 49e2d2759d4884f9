#include "core/pg/application_name.hpp"

#include <algorithm>
#include <array>

#include "core/tool/process_identity.hpp"

namespace eventstore::pg {

std::string own_application_name() {
  return program_name();
}

bool is_own_application(std::string_view name) {
  constexpr std::array<std::string_view, 8> tools{
      "seed-events", "eventstore_bench",  "eventstore_load", "plan-review",
      "bench_trust", "eventstore-server", "seed_ceiling",    watch_application_name};
  const auto begins = [name](std::string_view tool) { return name.starts_with(tool); };
  return std::any_of(tools.begin(), tools.end(), begins) || begins(program_name());
}

}  // namespace eventstore::pg
