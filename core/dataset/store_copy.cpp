#include "core/dataset/store_copy.hpp"

#include <fmt/format.h>

#include "core/pg/session.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::dataset {

std::unique_ptr<pg::DisposableClone> copy_of(const SeededStore& store, const std::string& purpose,
                                             const std::string& otherwise) {
  auto clone = std::make_unique<pg::DisposableClone>(store.database, purpose, otherwise);
  // Between the look at the manifest and the copy somebody may have written, and be gone.
  pg::Session session{clone->database()};
  require_unchanged(session, store);
  return clone;
}

void require_unchanged(pg::Session& session, const SeededStore& store) {
  const auto found = read_manifest(session);
  if (found && nlohmann::json(*found) == nlohmann::json(store.manifest)) return;
  throw Failure(fmt::format(
      "the data of database {} were changed after this run had begun; run the same command again",
      store.database.name));
}

}  // namespace eventstore::dataset
