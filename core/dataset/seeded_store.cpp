#include "core/dataset/seeded_store.hpp"

#include <fmt/format.h>

#include "core/tool/passwords.hpp"

namespace eventstore::dataset {

std::string arguments_of(const StoreOptions& options) {
  std::string arguments;
  if (options.store != StoreOptions{}.store) arguments += fmt::format(" --store {}", options.store);
  if (!options.database.empty()) {
    arguments += fmt::format(" --database '{}'", without_passwords(options.database));
  }
  return arguments;
}

SeededStore open_seeded_store(const StoreOptions& options) {
  SeededStore opened;
  opened.catalogue = catalogue::load_catalogue(options.store);
  const std::string& store = opened.catalogue.store.name;
  opened.database = pg::resolve_database(options.database, pg::local_database_name(store));
  pg::Session session{opened.database};
  opened.description = pg::describe(opened.database, session.server_version());
  opened.manifest = require_manifest(session, store, arguments_of(options));
  return opened;
}

}  // namespace eventstore::dataset
