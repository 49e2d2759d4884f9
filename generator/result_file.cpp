#include "generator/result_file.hpp"

#include "core/pg/server_facts.hpp"

namespace eventstore::seed {

void write_result(const Options& options, const SeedTarget& target,
                  const dataset::Manifest& manifest, result::ResultDocument document) {
  if (options.result_file.empty()) return;
  document.database = target.description;
  document.environment = pg::environment_of(target.database, target.catalogue.store);
  document.dataset = manifest;
  document.dataset.erase("subjects");
  result::write_document(document, options.result_file);
}

}  // namespace eventstore::seed
