// How a database differs from a store's folder, as sentences.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/store_objects.hpp"

namespace eventstore::dataset {

struct StoreDifference {
  enum class Kind : std::uint8_t {
    new_script,      ///< The folder has it, the database was seeded without it.
    gone_script,     ///< The other way around.
    changed_script,  ///< It says something else than when the database was seeded.
    missing_object,  ///< A script made it, the database does not have it.
    changed_object,  ///< It is not as a script made it.
    added_object,    ///< It belongs to one of the store's tables, and no script made it.
  };
  Kind kind = Kind::new_script;
  std::string path;  ///< Of the script, within the store; empty where no script made the object.
  /// As the database has it; the missing one, or one that a gone script made, as it was made.  Its
  /// kind is empty where a script is meant.
  StoreObject object;
  StoreObject made;  ///< Of a changed object, as it was made.
  std::string text;  ///< One sentence without a full stop.
};

using StoreDifferences = std::vector<StoreDifference>;

/// Of an object that no script made, or (`verb` "makes") makes.
[[nodiscard]] StoreDifference added_object(const StoreObject& object, const std::string& verb);

/// "index public.x of table public.t".
[[nodiscard]] std::string name_in_text(const StoreObject& object);

/// The sentences, one a line, each indented by two blanks; after twenty of them how many more there
/// are.  Ends with a newline.
[[nodiscard]] std::string lines_of(const StoreDifferences& differences);

}  // namespace eventstore::dataset
