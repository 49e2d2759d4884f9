// Objects of a database, to be found again.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/dataset/store_objects.hpp"

namespace eventstore::dataset {

/// Refers to the objects that it is made of.
class ObjectSet {
 public:
  explicit ObjectSet(const std::vector<StoreObject>& objects) {
    for (const StoreObject& object : objects) {
      by_identity_[identity_of(object)] = &object;
      if (object.kind == "index") index_names_.insert(name_within_schema(object));
    }
  }
  /// Null where it is not there.
  [[nodiscard]] const StoreObject* find(const StoreObject& object) const {
    const auto found = by_identity_.find(identity_of(object));
    return found == by_identity_.end() ? nullptr : found->second;
  }
  [[nodiscard]] bool contains(const StoreObject& object) const { return find(object) != nullptr; }
  [[nodiscard]] bool has_index(const std::string& name) const {
    return index_names_.contains(name);
  }

 private:
  std::map<std::string, const StoreObject*> by_identity_;
  std::set<std::string> index_names_;  ///< Without schemas.
};

}  // namespace eventstore::dataset
