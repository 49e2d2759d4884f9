#include "explain/options.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "core/dataset/store_options.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/output_options.hpp"

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

bool Options::annotates() const {
  const char* in_workflow = std::getenv("GITHUB_ACTIONS");
  return annotations || (in_workflow != nullptr && std::string_view{in_workflow} == "true");
}

namespace {

void declare_where(CLI::App& app, Options& options) {
  auto* where = app.add_option_group("Where");
  dataset::add_store_options(*where, options.where);
  dataset::add_allow_differences(*where, options.where);
}

/// Returns --captured: what is in a log was not made for any case.
CLI::Option& declare_selection(CLI::App& app, Options& options) {
  auto* what = app.add_option_group("What");
  auto* filter =
      what->add_option(
              "--filter", options.filter,
              "Regular expression on operation/case; with a leading '-', what it leaves out")
          ->type_name("REGEX");
  auto* mode =
      what->add_option(
              "--mode", options.mode,
              "Plan with the arguments, without them, or as the server chooses at the sixth "
              "execution; several with commas")
          ->type_name("MODE")
          ->delimiter(',')
          ->transform(one_of({"custom", "generic", "sixth", "all"}))
          ->default_str("all");
  auto* captured =
      what->add_option(
              "--captured", options.captured,
              "Review the plans that auto_explain logged (log_format = json) in this file, or "
              "- for stdin; needs no database, but knows small tables and partitions only "
              "with --database")
          ->type_name("FILE");
  auto* list = what->add_flag("--list", options.list, "List operation/case and stop");
  return *captured->excludes(filter)->excludes(mode)->excludes(list);
}

void declare_baseline(CLI::App& app, Options& options, CLI::Option& captured) {
  auto* against = app.add_option_group("Baseline");
  auto* baseline =
      against
          ->add_option("--baseline", options.baseline,
                       "Compare with the plans that are kept in this directory; accepted.toml in "
                       "the store's folder says which regressions are accepted")
          ->type_name("DIR");
  against
      ->add_flag("--update-baseline", options.update_baseline,
                 "Show what has changed, and keep the plans as they are now")
      ->needs(baseline);
  captured.excludes(baseline);
}

void declare_controls(CLI::App& app, Options& options, CLI::Option& captured) {
  auto* control = app.add_option_group("Control");
  auto* stability =
      control
          ->add_option("--stability", options.stability,
                       "Repeat the review so often, each time after a fresh ANALYZE in a copy, and "
                       "tell which plans change")
          ->type_name("N")
          ->check(between(1, 10'000));
  auto* grow = control->add_flag(
      "--grow", options.grow,
      "Seed a tenth of the events beside these, and see that buffers follow rows");
  auto* mutate = control->add_flag(
      "--mutate", options.mutate,
      "Take each index away in a copy, and see whether a check notices; build the "
      "indexes that failing plans lack");
  control
      ->add_option("--mutate-ms", options.mutate_ms,
                   "What a statement may take without its index before that counts as noticed")
      ->type_name("MS")
      ->check(between(1, 3'600'000))
      ->capture_default_str()
      ->needs(mutate);
  captured.excludes(stability)->excludes(grow)->excludes(mutate);
}

void declare_output(CLI::App& app, Options& options) {
  auto* output = app.add_option_group("Output");
  output->add_option("--out", options.out, "Write the result document (JSON) to this file")
      ->type_name("FILE")
      ->check(writable_file());
  output->add_option("--markdown", options.markdown, "Write the Markdown report to this file")
      ->type_name("FILE")
      ->check(writable_file());
  result::declare_report_files(*output, options.reports);
  output->add_flag("--annotations", options.annotations,
                   "Print what failed, regressed or changed as workflow commands of GitHub, which "
                   "shows them at the operations' lines; also with GITHUB_ACTIONS=true in the "
                   "environment");
}

void declare_show(CLI::App& app, Options& options) {
  auto* show = app.add_subcommand("show", "Print one case instead of reviewing");
  show->fallthrough();
  show->add_option("--psql", options.psql_case, "The case with its arguments, for psql")
      ->type_name("OPERATION/CASE")
      ->required();
}

}  // namespace

void declare_options(CLI::App& app, Options& options) {
  declare_where(app, options);
  CLI::Option& captured = declare_selection(app, options);
  declare_baseline(app, options, captured);
  declare_controls(app, options, captured);
  declare_output(app, options);
  declare_show(app, options);
}

}  // namespace eventstore::explain
