#include "bench/trust/scratch_store.hpp"

#include <fmt/format.h>

#include "core/dataset/seed_command.hpp"
#include "core/pg/session.hpp"

namespace eventstore::trust {

namespace {

nlohmann::json usual_options_of(std::int64_t events) {
  nlohmann::json options = dataset::usual_options();
  options["events"] = events;
  return options;
}

}  // namespace

ScratchStore::ScratchStore(const pg::Database& server, const std::string& store,
                           std::int64_t events)
    : dataset::ScratchStore(server, "trust", store, usual_options_of(events)),
      catalogue_(catalogue::load_catalogue(store)) {}

engine::Tenant ScratchStore::tenant() const {
  const dataset::TenantSubject& hot = manifest().subjects.at("hot");
  return {.key = hot.key, .id = hot.id};
}

void add_scratch_options(CLI::App& app, std::string& database, std::int64_t& events) {
  app.add_option("--database", database,
                 "A database of the server to work on; its own data are not touched")
      ->type_name("URI");
  app.add_option("--events", events, "Events that each store is seeded with")
      ->check(CLI::PositiveNumber.description("above 0"))
      ->capture_default_str();
}

pg::Database announced_server(const std::string& database, const std::string& more) {
  pg::Database server = pg::resolve_database(database, "postgres");
  const pg::Session session{server};
  fmt::print("{}{}\n\n", pg::describe(server, session.server_version()), more);
  return server;
}

engine::TrackingToken token_at(const dataset::Token& place) {
  return {.transaction_id = place.transaction_id, .position = place.position, .gaps = {}};
}

}  // namespace eventstore::trust
