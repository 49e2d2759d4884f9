#include "core/dataset/described_data.hpp"

#include "core/pg/server_facts.hpp"

namespace eventstore::dataset {

void describe_data(result::ResultDocument& document, const SeededStore& store) {
  describe_data(document, store.description, store.database, store.catalogue.store, store.manifest);
  nlohmann::json differences = nlohmann::json::array();
  for (const StoreDifference& each : store.comparison.differences) differences.push_back(each.text);
  document.environment["folder"] = {{"no_check", store.comparison.no_check},
                                    {"differences", std::move(differences)}};
}

void describe_data(result::ResultDocument& document, const std::string& description,
                   const pg::Database& database, const catalogue::StoreProfile& store,
                   const Manifest& manifest) {
  document.database = description;
  document.environment = pg::environment_of(database, store);
  document.dataset = manifest;
  for (const char* member : {"subjects", "made", "objects", "scripts", "position_sequences"}) {
    document.dataset.erase(member);
  }
}

}  // namespace eventstore::dataset
