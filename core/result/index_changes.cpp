#include "core/result/index_changes.hpp"

#include <fmt/format.h>

#include "core/result/markdown.hpp"

namespace eventstore::result {

std::optional<IndexDefinitions> indexes_of(std::span<const ResultDocument> documents) {
  std::optional<IndexDefinitions> found;
  for (const ResultDocument& document : documents) {
    const auto& environment = document.environment;
    if (!environment.is_object() || !environment.contains("indexes")) continue;
    if (!environment["indexes"].is_array()) continue;
    found.emplace();
    for (const auto& each : environment["indexes"]) {
      (*found)[each.value("index", "")] = each.value("definition", "");
    }
  }
  return found;
}

std::vector<std::string> index_changes(std::span<const ResultDocument> before,
                                       std::span<const ResultDocument> after) {
  const auto was = indexes_of(before);
  const auto is = indexes_of(after);
  std::vector<std::string> changes;
  if (!was || !is) return changes;
  for (const auto& [name, definition] : *was) {
    const auto now = is->find(name);
    if (now == is->end()) {
      changes.push_back(fmt::format("{} is gone: {}", code(name), code(definition)));
    } else if (now->second != definition) {
      changes.push_back(fmt::format("{} is another one: {}, before: {}", code(name),
                                    code(now->second), code(definition)));
    }
  }
  for (const auto& [name, definition] : *is) {
    if (!was->contains(name)) {
      changes.push_back(fmt::format("{} is new: {}", code(name), code(definition)));
    }
  }
  return changes;
}

}  // namespace eventstore::result
