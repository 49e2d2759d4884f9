#include "bench/trust/scratch_store.hpp"

#include "bench/seed_ceiling/child_process.hpp"
#include "bench/seed_ceiling/data_files.hpp"
#include "core/pg/session.hpp"

namespace eventstore::trust {

namespace {

dataset::Manifest seed(const pg::Database& database, const catalogue::Catalogue& catalogue,
                       const std::string& store, std::int64_t events) {
  ceiling::require_child({ceiling::seed_events_program(), "--quiet", "--store", store, "--events",
                          std::to_string(events)},
                         {{"EVENTSTORE_DATABASE", database.connection_string}});
  pg::Session session{database};
  return dataset::require_manifest(session, catalogue.store.name, "");
}

}  // namespace

ScratchStore::ScratchStore(const pg::Database& server, const std::string& store,
                           std::int64_t events)
    : catalogue_(catalogue::load_catalogue(store)),
      clone_(pg::with_name(server, "template1"), "trust"),
      manifest_(seed(clone_.database(), catalogue_, store, events)) {}

engine::Tenant ScratchStore::tenant() const {
  const dataset::TenantSubject& hot = manifest_.subjects.at("hot");
  return {.key = hot.key, .id = hot.id};
}

engine::TrackingToken token_at(const dataset::Token& place) {
  return {.transaction_id = place.transaction_id, .position = place.position, .gaps = {}};
}

}  // namespace eventstore::trust
