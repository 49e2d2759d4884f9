#include "bench/load/violations.hpp"

#include <array>
#include <string_view>

namespace eventstore::load {

std::string_view name_of(Violation violation) {
  static constexpr std::array<std::string_view, 12> names{
      "lost",       "duplicated", "altered",   "unasked",      "not dense",   "stale write",
      "stale read", "skipped",    "reordered", "other tenant", "seeded lost", "seeded altered"};
  return names.at(static_cast<std::size_t>(violation));
}

void Violations::report(Violation violation, const std::string& what) {
  const std::lock_guard lock{mutex_};
  Found& found = found_[violation];
  if (found.count++ == 0) found = {.violation = violation, .count = 1, .first = what};
}

std::vector<Violations::Found> Violations::found() const {
  const std::lock_guard lock{mutex_};
  std::vector<Found> result;
  for (const auto& [violation, found] : found_) result.push_back(found);
  return result;
}

}  // namespace eventstore::load
