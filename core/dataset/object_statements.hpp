// The statements that drop an object, and that make it again as it was.
#pragma once

#include <optional>
#include <string>

#include "core/dataset/store_objects.hpp"

namespace eventstore::dataset {

/// Whether dropping the object loses rows or a state that no script brings back: tables, columns,
/// sequences, and schemas, extensions and types, which others may rely on.
[[nodiscard]] bool holds_state(const StoreObject& object);

/// Drops the object alone: the server refuses where others depend on it.  Not for columns.
[[nodiscard]] std::string drop_statement(const StoreObject& object);

/// Makes the object as its definition says; nothing where the definition does not suffice.
[[nodiscard]] std::optional<std::string> restore_statement(const StoreObject& object);

}  // namespace eventstore::dataset
