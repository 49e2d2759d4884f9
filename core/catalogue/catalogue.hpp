// Everything that sql/<store>/ says: the profile, the tables, the indexes, the operations.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"

namespace eventstore::catalogue {

struct Catalogue {
  StoreProfile store;
  std::vector<StoreScript> tables;  ///< In file-name order.
  std::vector<StoreScript> indexes;
  std::vector<Operation> operations;
};

/// The store of that name as built in, or, when `store` names a directory (it holds a '/' or is
/// "."), read from there at run time; with what it takes over from the store that it extends.
/// Throws UsageError naming file and line, or the known stores.
[[nodiscard]] Catalogue load_catalogue(const std::string& store);

/// The text of sql/harness/<name>.sql: the harness's own statements, by name.  The name is checked
/// by a test, a wrong one is a programming error (std::logic_error).
[[nodiscard]] std::string harness_sql(std::string_view name);

}  // namespace eventstore::catalogue
