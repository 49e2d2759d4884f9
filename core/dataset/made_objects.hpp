// The objects of a database by name, owner and oid: what the store's scripts made, and whether what
// is there now is still that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/dataset/manifest.hpp"
#include "core/pg/session.hpp"

namespace eventstore::dataset {

/// An object as it is in the database.
struct FoundObject {
  std::string kind;          ///< As MadeObject::kind.
  std::string name;          ///< As MadeObject::name.
  std::string owner;         ///< Empty for kinds without one.
  std::int64_t catalog = 0;  ///< The system catalog that `oid` belongs to, by its oid.
  std::int64_t oid = 0;
  bool is_partition = false;  ///< A part of the table that it belongs to, not made for itself.
};

/// All objects but the system's, the harness's own and temporary ones, the latest last.  Needs no
/// right on any of them.
[[nodiscard]] std::vector<FoundObject> list_objects(pg::Session& session);

/// Those of `after` that are not in `before` and are no partitions, made by `file`.
[[nodiscard]] std::vector<MadeObject> made_since(const std::vector<FoundObject>& before,
                                                 const std::vector<FoundObject>& after,
                                                 const std::string& file);

/// The object of that kind and name; nothing when there is none.
[[nodiscard]] const FoundObject* find_object(const std::vector<FoundObject>& objects,
                                             const MadeObject& made);

/// Why the object of that name is not the one that the store's scripts made: "belongs to role x",
/// "was made anew since"; nothing when it is the one, or when there is none of that name.
[[nodiscard]] std::optional<std::string> change_of_owner(const MadeObject& made,
                                                         const std::vector<FoundObject>& objects);

/// What starts over where a data set cannot be used: "start over with: COMMAND --replace, or use
/// another --database" (without a command "fill it anew with --replace, ..."); only the latter
/// where --replace would drop what is not ours.
[[nodiscard]] std::string ways_to_start_over(pg::Session& session, const Manifest& manifest,
                                             const std::string& command = {});

/// Throws UsageError when something of `manifest` has another owner, or was made anew by somebody:
/// then it is neither replaced nor written to.  What is gone is not looked at.
void require_same_objects(pg::Session& session, const Manifest& manifest);

}  // namespace eventstore::dataset
