// The command lines of seed-events that messages tell people to run.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace eventstore::dataset {

/// What the options of a data set are when the command line names none, by name as in
/// Manifest::options.
[[nodiscard]] nlohmann::json usual_options();

/// What stands in the command line for these options: those that are what they usually are are left
/// out, but for events and tenants, and so is what was appended later.
[[nodiscard]] std::vector<std::string> seed_arguments(const nlohmann::json& options);

/// "seed-events --events 3000 --tenants 5 --tenant-skew 90/10" and `arguments`: what makes the data
/// set whose manifest has these options, as seed_arguments() has them.
[[nodiscard]] std::string seed_command(const nlohmann::json& options, const std::string& arguments);

/// For a database that holds nothing yet.
[[nodiscard]] std::string first_seed_command(const std::string& arguments);

/// Where it is: beside this program.
[[nodiscard]] std::string seed_events_program();

}  // namespace eventstore::dataset
