#include "core/dataset/seeded_store.hpp"

namespace eventstore::dataset {

SeededStore open_seeded_store(const StoreOptions& options) {
  SeededStore opened;
  opened.catalogue = catalogue::load_catalogue(options.store);
  const std::string& store = opened.catalogue.store.name;
  opened.database = pg::resolve_database(options.database, pg::local_database_name(store));
  pg::Session session{opened.database};
  opened.description = pg::describe(opened.database, session.server_version());
  opened.manifest = require_manifest(session, store, options.database);
  return opened;
}

}  // namespace eventstore::dataset
