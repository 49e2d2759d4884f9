#include "core/dataset/store_options.hpp"

#include "core/pg/footprint.hpp"
#include "core/tool/output_options.hpp"

namespace eventstore::dataset {

void add_store_options(CLI::App& app, StoreOptions& options) {
  app.add_option("--database", options.database,
                 "libpq connection string; else $EVENTSTORE_DATABASE, the PG* environment, or "
                 "the local server")
      ->type_name("URI");
  app.add_option("--store", options.store,
                 "Store profile: reference, reference-hash, reference-range, reference-position, "
                 "reference-notify, eaf-v1, or a directory")
      ->type_name("STORE")
      ->check(read_only_folder())
      ->capture_default_str();
  pg::add_print_settings_option(app, options.print_settings);
}

void add_allow_differences(CLI::App& app, StoreOptions& options) {
  app.add_flag_callback(
      "--allow-differences", [&options] { options.differences = Differences::allow; },
      "Go on where the database is not what the store's folder makes, and report the differences");
}

}  // namespace eventstore::dataset
