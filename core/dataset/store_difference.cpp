#include "core/dataset/store_difference.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::dataset {

namespace {

constexpr std::ptrdiff_t lines_max = 20;

}  // namespace

StoreDifference added_object(const StoreObject& object, const std::string& verb) {
  return {.kind = StoreDifference::Kind::added_object,
          .path = {},
          .object = object,
          .made = {},
          .text = fmt::format("{} is in the database, but no file of the folder {} it",
                              name_in_text(object), verb)};
}

std::string name_in_text(const StoreObject& object) {
  if (object.table.empty() || object.kind.ends_with("table")) {
    return fmt::format("{} {}", object.kind, object.name);
  }
  return fmt::format("{} {} of table {}", object.kind, object.name, object.table);
}

std::string lines_of(const StoreDifferences& differences) {
  std::string lines;
  const std::ptrdiff_t shown = std::min(std::ssize(differences), lines_max);
  std::for_each_n(differences.begin(), shown,
                  [&](const auto& difference) { lines += "  " + difference.text + "\n"; });
  if (shown < std::ssize(differences)) {
    lines += fmt::format("  and {} more\n", grouped(std::ssize(differences) - shown));
  }
  return lines;
}

}  // namespace eventstore::dataset
