// The command lines of seed-events that messages tell people to run.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace eventstore::dataset {

/// What the options of a data set are when the command line names none, by name as in
/// Manifest::options.
[[nodiscard]] nlohmann::json usual_options();

/// "seed-events --events 3000 --tenants 5 --tenant-skew 90/10" and `arguments`: what makes the data
/// set whose manifest has these options, without what was appended to it.  Options that are what
/// they usually are are left out, but for events and tenants.
[[nodiscard]] std::string seed_command(const nlohmann::json& options, const std::string& arguments);

/// For a database that holds nothing yet.
[[nodiscard]] std::string first_seed_command(const std::string& arguments);

}  // namespace eventstore::dataset
