#include "core/engine/visibility.hpp"

#include <algorithm>

namespace eventstore::engine {

using catalogue::Catalogue;
using catalogue::Operation;

Visibility visibility_of(const catalogue::StoreProfile& store) {
  return store.visibility;
}

std::vector<Visibility> visibilities_of(const Catalogue& catalogue) {
  std::vector<Visibility> found;
  for (const Visibility visibility : all_visibilities) {
    const bool has_own = std::any_of(
        catalogue.operations.begin(), catalogue.operations.end(),
        [&](const Operation& operation) { return operation.strategy == name_of(visibility); });
    if (has_own || visibility == visibility_of(catalogue.store)) found.push_back(visibility);
  }
  return found;
}

const Operation* operation_for(const Catalogue& catalogue, std::string_view name,
                               Visibility visibility) {
  const Operation* plain = nullptr;
  for (const Operation& operation : catalogue.operations) {
    if (operation.name != name) continue;
    if (operation.strategy == name_of(visibility)) return &operation;
    if (operation.strategy.empty()) plain = &operation;
  }
  return plain;
}

}  // namespace eventstore::engine
