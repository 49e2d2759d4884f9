#include "core/dataset/scratch_store.hpp"

#include "core/catalogue/catalogue.hpp"
#include "core/dataset/seed_command.hpp"
#include "core/pg/session.hpp"
#include "core/tool/run_child.hpp"

namespace eventstore::dataset {

namespace {

Manifest seed(pg::DisposableClone& clone, const pg::Database& like, const std::string& store,
              const nlohmann::json& options) {
  clone.take_settings_of(like);
  const pg::Database& database = clone.database();
  std::vector<std::string> command{seed_events_program(), "--quiet", "--store", store};
  for (std::string& argument : seed_arguments(options)) command.push_back(std::move(argument));
  require_child(command, {{"EVENTSTORE_DATABASE", database.connection_string}});
  pg::Session session{database};
  return require_manifest(session, catalogue::load_catalogue(store).store.name, "");
}

}  // namespace

ScratchStore::ScratchStore(const pg::Database& like, const std::string& purpose,
                           const std::string& store, const nlohmann::json& options)
    : clone_(pg::with_name(like, "template1"), purpose),
      manifest_(seed(clone_, like, store, options)) {}

}  // namespace eventstore::dataset
