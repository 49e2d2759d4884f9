// plan-review: check that every operation keeps the plan it was written for.
//
//     catalogue -> cases -> plans -> findings -> result document

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/catalogue/accepted_changes.hpp"
#include "core/dataset/table_state.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wait_watch.hpp"
#include "core/result/annotations.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/run_tool.hpp"
#include "explain/accepted.hpp"
#include "explain/baseline.hpp"
#include "explain/comparability.hpp"
#include "explain/footprint.hpp"
#include "explain/mutation.hpp"
#include "explain/options.hpp"
#include "explain/psql_script.hpp"
#include "explain/review.hpp"
#include "explain/review_table.hpp"
#include "explain/stability.hpp"

namespace {

using namespace eventstore;

ExitCode print(const std::string& text) {
  fmt::print("{}", text);
  return ExitCode::success;
}

/// Plans of several modes of plan_cache_mode need a setting that changes from plan to plan, and
/// through a pooler none is made.
void require_no_pooler(const pg::Session& session, const dataset::SeededStore& store) {
  if (!session.is_pooled()) return;
  throw UsageError(fmt::format(
      "database {} is reached through a pooler, and plan-review sets plan_cache_mode for "
      "each plan; connect to the server itself (its own host and port in --database)",
      store.database.name));
}

/// Of the store's tables, read before anything is explained.
dataset::DataConditions read_conditions(const dataset::SeededStore& store) {
  pg::Session session{store.database};
  require_no_pooler(session, store);
  return dataset::conditions_of(session, store.catalogue.store, store.manifest);
}

std::string text_of(const dataset::DataConditions& conditions) {
  std::string text;
  for (const std::string& each : conditions.sentences) text += "note: " + each + "\n";
  return text;
}

struct Compared {
  std::string text;                  ///< What is to be said beside the changes.
  bool is_baseline_refused = false;  ///< Nothing was written, though it was asked for.
  bool is_baseline_of_others = false;
};

/// Fills in what has changed.
Compared compare_with_baseline(result::ResultDocument& document, const dataset::SeededStore& store,
                               const dataset::DataConditions& conditions,
                               const explain::Options& options,
                               const std::vector<catalogue::AcceptedChange>& accepted) {
  if (options.baseline.empty()) return {};
  const explain::BaselineOrigin origin = explain::origin_of(store);
  std::string text;
  bool is_of_others = false;
  if (!options.update_baseline || explain::has_baseline(options.baseline)) {
    auto comparison = explain::compare_with_baseline(document.plans, origin, options.baseline);
    const explain::ReviewScope scope{.has_all_cases = options.filter.empty(),
                                     .has_all_modes = options.mode.empty()};
    for (std::string& note : explain::accept_changes(document.plans, comparison, accepted, scope)) {
      comparison.notes.push_back(std::move(note));
    }
    document.plan_notes = comparison.notes;
    explain::mark_not_comparable(document.plans, conditions);
    text += fmt::format("{} compared with the baseline in {}: {}\n",
                        counted(comparison.compared, "plan"), options.baseline,
                        explain::differences_text(document.plans));
    for (const std::string& note : comparison.notes) text += "note: " + note + "\n";
    const bool has_plans =
        std::any_of(document.plans.begin(), document.plans.end(),
                    [](const result::PlanResult& plan) { return !plan.plan.is_null(); });
    is_of_others = comparison.compared == 0 && has_plans;
    if (is_of_others && !options.update_baseline) {
      text += fmt::format(
          "the baseline in {} has none of these plans, so nothing was compared; name another "
          "directory, or add --update-baseline\n",
          options.baseline);
    }
  }
  if (!options.update_baseline) return {text, false, is_of_others};
  const auto in_doubt =
      std::count_if(document.plans.begin(), document.plans.end(),
                    [&](const auto& plan) { return explain::depends_on(plan, conditions); });
  if (in_doubt > 0) {
    return {.text = fmt::format("the baseline in {} was not written: {} of {} go by what the notes "
                                "above say of the data\n",
                                options.baseline, grouped(in_doubt),
                                counted(static_cast<std::int64_t>(document.plans.size()), "plan")),
            .is_baseline_refused = true};
  }
  return {.text = explain::update_baseline(document.plans, origin, options.baseline,
                                           options.is_whole_review()) +
                  "\n"};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Check that every operation of an event store keeps its plan.", "plan-review"};
  explain::Options options;
  explain::declare_options(app, options);

  return run_tool(app, argc, argv, [&] {
    if (options.where.print_settings) return print(explain::footprint_of(options).text());
    const pg::WaitWatch watch;
    if (options.list) {
      const auto catalogue = catalogue::load_catalogue(options.where.store);
      static_cast<void>(
          catalogue::load_accepted_changes(options.where.store, catalogue.operations));
      return print(explain::list_text(explain::select_cases(catalogue, options.filter)));
    }
    if (!options.captured.empty()) {
      result::ResultDocument document = result::start_document("plan-review", argc, argv);
      explain::review_log(document, options);
      print(document.database + "\n");
      print(explain::review_text(document.plans, terminal_of(stdout)));
      for (const std::string& note : document.plan_notes) print("note: " + note + "\n");
      if (options.annotates()) print(result::annotations(document.plans));
      explain::write_files(document, options);
      return document.exit_code;
    }
    // A script for psql judges nothing.
    if (!options.psql_case.empty()) options.where.differences = dataset::Differences::ignore;
    const dataset::SeededStore store = dataset::open_seeded_store(options.where);
    if (!options.psql_case.empty()) return print(explain::psql_script(store, options));

    const dataset::DataConditions conditions = read_conditions(store);
    print(store.description + "\n" + text_of(conditions));
    // Before a review that may take a while.
    const bool compares = !options.baseline.empty() && !options.update_baseline;
    if (compares) explain::require_baseline(options.baseline);
    if (options.mutate) explain::require_rights_to_mutate(store);
    if (options.stability > 0) {
      pg::require_right_to_copy(store.database, "leave --stability out");
    }
    const auto accepted =
        catalogue::load_accepted_changes(options.where.store, store.catalogue.operations);
    const auto cases = explain::select_cases(store.catalogue, options.filter);
    result::ResultDocument document = result::start_document("plan-review", argc, argv);
    document.plans = explain::review(store, cases, options.modes());
    if (options.grow) explain::review_growth(document.plans, store, options);
    const Compared compared = compare_with_baseline(document, store, conditions, options, accepted);
    print(explain::review_text(document.plans, terminal_of(stdout)) + compared.text);
    if (options.stability > 0) {
      document.stability =
          explain::repeat_review(document.plans, store, cases, options.modes(), options.stability);
      print(explain::stability_text(*document.stability, terminal_of(stdout)));
    }
    if (options.mutate) {
      document.mutation = explain::mutate(store, cases, options.modes(), options.mutate_ms);
      print(explain::mutation_text(*document.mutation, options.filter.empty()));
    }
    if (options.annotates()) print(result::annotations(document.plans));
    explain::finish(document, store, options,
                    {.conditions = conditions.sentences,
                     .is_baseline_refused = compared.is_baseline_refused,
                     .is_baseline_of_others = compared.is_baseline_of_others});
    return document.exit_code;
  });
}
