#include "explain/options.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/tool/allowed_values.hpp"

namespace eventstore::explain {

std::vector<PlanMode> Options::modes() const {
  constexpr std::array all{PlanMode::custom, PlanMode::generic, PlanMode::sixth};
  const auto wants = [this](std::string_view name) {
    return std::find(mode.begin(), mode.end(), name) != mode.end();
  };
  std::vector<PlanMode> modes;
  for (const PlanMode each : all) {
    if (mode.empty() || wants("all") || wants(name_of(each))) modes.push_back(each);
  }
  return modes;
}

void declare_options(CLI::App& app, Options& options) {
  auto* where = app.add_option_group("Where");
  where
      ->add_option("--database", options.where.database,
                   "libpq connection string; else $EVENTSTORE_DATABASE, the PG* environment, or "
                   "the local server")
      ->type_name("URI");
  where->add_option("--store", options.where.store, "Name of a built-in store, or a directory")
      ->type_name("STORE")
      ->capture_default_str();

  auto* what = app.add_option_group("What");
  what->add_option("--filter", options.filter,
                   "Regular expression on operation/case; with a leading '-', what it leaves out")
      ->type_name("REGEX");
  what->add_option("--mode", options.mode,
                   "Plan with the arguments, without them, or as the server chooses at the sixth "
                   "execution; several with commas")
      ->type_name("MODE")
      ->delimiter(',')
      ->transform(one_of({"custom", "generic", "sixth", "all"}))
      ->default_str("all");
  what->add_option("--captured", options.captured,
                   "Review the plans that auto_explain logged (log_format = json) in this file, or "
                   "- for stdin; needs no database, but knows small tables and partitions only "
                   "with --database")
      ->type_name("FILE");
  what->add_flag("--list", options.list, "List operation/case and stop");

  auto* output = app.add_option_group("Output");
  output->add_option("--out", options.out, "Write the result document (JSON) to this file")
      ->type_name("FILE");
  output->add_option("--markdown", options.markdown, "Write the Markdown report to this file")
      ->type_name("FILE");

  auto* show = app.add_subcommand("show", "Print one case instead of reviewing");
  show->fallthrough();
  show->add_option("--psql", options.psql_case, "The case with its arguments, for psql")
      ->type_name("OPERATION/CASE")
      ->required();
}

}  // namespace eventstore::explain
