#include "core/dataset/apply_advice.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/dataset/object_statements.hpp"

namespace eventstore::dataset {

namespace {

/// Whether --apply does something about it, and does not only name it.
bool is_applied(const StoreDifference& difference) {
  switch (difference.kind) {
    case StoreDifference::Kind::new_script:
    case StoreDifference::Kind::changed_script:
      return true;
    case StoreDifference::Kind::gone_script:
    case StoreDifference::Kind::missing_object:
    case StoreDifference::Kind::changed_object:
      return !holds_state(difference.object);
    case StoreDifference::Kind::added_object:
      return false;
  }
  return false;
}

}  // namespace

std::string apply_advice(const FolderComparison& comparison, const StoreOptions& options) {
  const StoreDifferences& all = comparison.differences;
  if (std::none_of(all.begin(), all.end(), is_applied)) return "";
  const bool is_all = std::all_of(all.begin(), all.end(), is_applied);
  return fmt::format("apply the folder with: seed-events --apply{}{}\n", arguments_of(options),
                     is_all ? "" : " (which leaves columns, tables and what others made)");
}

}  // namespace eventstore::dataset
