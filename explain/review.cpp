#include "explain/review.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/partitions.hpp"
#include "core/pg/server_facts.hpp"
#include "core/pg/session.hpp"
#include "core/result/markdown_report.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "explain/capture.hpp"
#include "explain/captured.hpp"
#include "explain/judge.hpp"
#include "explain/line_columns.hpp"
#include "explain/partitions.hpp"
#include "explain/plan_text.hpp"

namespace eventstore::explain {

using result::PlanResult;
using result::Verdict;

namespace {

/// How to review only what reads.
std::string without_writes(const std::vector<Selected>& cases) {
  std::set<std::string> writing;
  for (const Selected& each : cases) {
    if (each.operation->writes()) writing.insert(each.operation->name);
  }
  return fmt::format("leave these operations out with --filter='-{}'", fmt::join(writing, "|"));
}

/// Reads go to the seeded database, writes to a copy of it.
class Servers {
 public:
  Servers(const pg::Database& seeded, const std::vector<Selected>& cases) {
    const bool writes = std::any_of(cases.begin(), cases.end(),
                                    [](const Selected& each) { return each.operation->writes(); });
    // The copy first: a database with a session on it cannot be copied.
    if (writes) {
      clone_.emplace(seeded, "plans", without_writes(cases));
      writing_.emplace(clone_->database());
    }
    reading_.emplace(seeded);
  }

  [[nodiscard]] Explainer& explainer_of(const catalogue::Operation& operation) {
    return operation.writes() ? *writing_ : *reading_;
  }

 private:
  std::optional<pg::DisposableClone> clone_;  ///< Outlives the connection to it.
  std::optional<Explainer> writing_;
  std::optional<Explainer> reading_;
};

PlanResult result_of(const Selected& selected) {
  PlanResult result;
  result.operation = selected.operation->title();
  result.case_name = selected.which->name;
  result.settings = selected.which->settings;
  return result;
}

PlanResult result_of(const Selected& selected, const catalogue::Step& step, PlanMode mode) {
  PlanResult result = result_of(selected);
  result.step = step.name;
  result.mode = name_of(mode);
  return result;
}

PlanResult not_applicable(const Selected& selected, const cases::NotApplicable& why) {
  PlanResult result = result_of(selected);
  result.verdict = Verdict::not_applicable;
  result.reason = why.reason;
  result.analyzed = false;
  return result;
}

Measure measure_of(const pg::Database& database, const catalogue::StoreProfile& profile) {
  pg::Wire wire{database};
  Measure measure{.store = profile,
                  .tiny_tables = {},
                  .partition_parents = pg::partition_parents(wire),
                  .server = wire.server_version() / 10'000};
  pg::Session session{database};
  const pg::Rows rows = session.run(catalogue::harness_sql("plan_tiny_tables"));
  for (std::size_t i = 0; i < rows.size(); ++i) measure.tiny_tables.insert(rows.text(i, "name"));
  return measure;
}

void fill_in(PlanResult& result, CapturedPlan captured, const Selected& selected,
             const catalogue::Step& step, const Measure& measure) {
  result.reason = std::move(captured.remark);
  result.chosen = std::move(captured.chosen);
  if (captured.plan.is_null()) {
    result.verdict = Verdict::not_applicable;
    result.analyzed = false;
    return;
  }
  Plan plan = parse_plan(captured.plan);
  result.plan_text = plan_text(plan);  // With the names that EXPLAIN has.
  name_by_whole(plan, measure.partition_parents);
  result.analyzed = plan.analyzed;
  result.scan = scan_kinds(plan);
  result.index = index_names(plan);
  result.rows = std::llround(plan.rows());
  result.buffers = plan.root.buffers();
  result.wal_bytes = plan.root.wal_bytes;
  result.milliseconds = plan.execution_ms;
  result.plan = std::move(captured.plan);
  judge(result, *selected.operation, step, plan, measure,
        {.which = selected.which, .mode = result.mode, .server = measure.server});
}

void write_files(const result::ResultDocument& document, const Options& options) {
  if (!options.out.empty()) result::write_document(document, options.out);
  if (!options.markdown.empty()) {
    result::write_text_file(result::markdown_report(std::array{document}), options.markdown);
  }
}

}  // namespace

std::vector<PlanResult> review(const dataset::SeededStore& store,
                               const std::vector<Selected>& cases,
                               const std::vector<PlanMode>& modes) {
  const Measure measure = measure_of(store.database, store.catalogue.store);
  Servers servers{store.database, cases};
  // What the server or the tables do not know is said before anything is run.
  for (const Selected& each : cases) servers.explainer_of(*each.operation).prepare(*each.operation);
  check_line_columns(store.database, store.catalogue.store, cases);
  std::vector<PlanResult> results;
  cases::Progress nothing_yet;  // What is explained is rolled back.
  for (const Selected& selected : cases) {
    auto bound = cases::BoundCase::bind(*selected.operation, *selected.which, store.manifest,
                                        nothing_yet, argument_seed);
    if (const auto* why = std::get_if<cases::NotApplicable>(&bound)) {
      results.push_back(not_applicable(selected, *why));
      continue;
    }
    const cases::Arguments arguments = std::get<cases::BoundCase>(bound).next();
    Explainer& explainer = servers.explainer_of(*selected.operation);
    for (std::size_t i = 0; i < selected.operation->steps.size(); ++i) {
      const catalogue::Step& step = selected.operation->steps[i];
      for (const PlanMode mode : modes) {
        stop_if_interrupted();
        fill_in(results.emplace_back(result_of(selected, step, mode)),
                explainer.explain(selected, i, arguments, mode), selected, step, measure);
      }
    }
  }
  return results;
}

void review_log(result::ResultDocument& document, const Options& options) {
  const bool is_stdin = options.captured == "-";
  std::ifstream file;
  if (!is_stdin) file.open(options.captured);
  if (!is_stdin && !file) throw UsageError("cannot read " + options.captured);
  const std::string name = is_stdin ? "standard input" : options.captured;
  const CapturedLog log = read_captured_log(is_stdin ? std::cin : file, name);
  if (log.plans.empty()) {
    throw UsageError(
        fmt::format("{}; set auto_explain.log_min_duration, log_analyze, log_buffers, "
                    "log_nested_statements and "
                    "log_format = json",
                    describe(log, name)));
  }
  const auto catalogue = catalogue::load_catalogue(options.where.store);
  const bool knows_tables = !options.where.database.empty();
  Measure measure{.store = catalogue.store, .tiny_tables = {}, .partition_parents = {}};
  measure.tiny_because = "as far as the plan says, it read little";
  if (knows_tables) {
    const Measure known =
        measure_of(pg::resolve_database(options.where.database, ""), catalogue.store);
    measure.tiny_tables = known.tiny_tables;
    measure.partition_parents = known.partition_parents;
    measure.server = known.server;
    measure.tiny_because = known.tiny_because;
  }
  document.plans = review_captured(log.plans, catalogue, measure, knows_tables);
  document.database = describe(log, name);
  document.exit_code = exit_code_of(document.plans);
  write_files(document, options);
}

ExitCode exit_code_of(const std::vector<PlanResult>& plans) {
  const bool failed = std::any_of(plans.begin(), plans.end(), [](const PlanResult& plan) {
    return plan.verdict == Verdict::fail;
  });
  return failed ? ExitCode::plan_expectation_failed : ExitCode::success;
}

void finish(result::ResultDocument& document, const dataset::SeededStore& store,
            const Options& options) {
  document.exit_code = exit_code_of(document.plans);
  if (options.out.empty() && options.markdown.empty()) return;

  document.database = store.description;
  document.environment = pg::environment_of(store.database, store.catalogue.store);
  document.dataset = store.manifest;
  document.dataset.erase("subjects");
  write_files(document, options);
}

}  // namespace eventstore::explain
