#include "generator/result_file.hpp"

#include "core/dataset/described_data.hpp"

namespace eventstore::seed {

void write_result(const Options& options, const SeedTarget& target,
                  const dataset::Manifest& manifest, result::ResultDocument document) {
  if (options.result_file.empty()) return;
  dataset::describe_data(document, target.description, target.database, target.catalogue.store,
                         manifest);
  result::write_document(document, options.result_file);
}

}  // namespace eventstore::seed
