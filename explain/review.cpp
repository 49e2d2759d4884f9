#include "explain/review.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "core/dataset/described_data.hpp"
#include "core/dataset/scratch_store.hpp"
#include "core/dataset/store_copy.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/result/markdown_report.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/output_file.hpp"
#include "core/tool/text_file.hpp"
#include "explain/capture.hpp"
#include "explain/captured.hpp"
#include "explain/growth.hpp"
#include "explain/line_columns.hpp"
#include "explain/reviewer.hpp"

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
  Servers(const dataset::SeededStore& store, const std::vector<Selected>& cases) {
    const bool writes = std::any_of(cases.begin(), cases.end(),
                                    [](const Selected& each) { return each.operation->writes(); });
    // The copy first: a database with a session on it cannot be copied.
    if (writes) {
      clone_ = dataset::copy_of(store, "plans", without_writes(cases));
      writing_.emplace(clone_->database(), pg::SessionUse::measured_write);
    }
    reading_.emplace(store.database, pg::SessionUse::measured_read);
  }

  [[nodiscard]] Explainer& explainer_of(const catalogue::Operation& operation) {
    return operation.writes() ? *writing_ : *reading_;
  }

 private:
  std::unique_ptr<pg::DisposableClone> clone_;  ///< Outlives the connection to it.
  std::optional<Explainer> writing_;
  std::optional<Explainer> reading_;
};

}  // namespace

std::vector<PlanResult> review(const dataset::SeededStore& store,
                               const std::vector<Selected>& cases,
                               const std::vector<PlanMode>& modes) {
  const Reviewer reviewer{store, cases, modes};
  Servers servers{store, cases};
  // What the server or the tables do not know is said before anything is run.
  for (const Selected& each : cases) servers.explainer_of(*each.operation).prepare(*each.operation);
  check_line_columns(store.database, store.catalogue.store, cases);
  return reviewer.review([&servers](const catalogue::Operation& operation) -> Explainer& {
    return servers.explainer_of(operation);
  });
}

void review_growth(std::vector<PlanResult>& plans, const dataset::SeededStore& store,
                   const Options& options) {
  constexpr std::int64_t fraction = 10;
  nlohmann::json seeding = store.manifest.options;
  const std::int64_t fewer = store.manifest.events / fraction;
  if (fewer < 1000) {
    throw UsageError(fmt::format("--grow needs 10,000 events or more, and here are {}",
                                 grouped(store.manifest.events)));
  }
  seeding["events"] = fewer;
  const dataset::ScratchStore scratch{store.database, "grow", options.where.store, seeding};
  const dataset::SeededStore small{.database = scratch.database(),
                                   .description = store.description,
                                   .catalogue = store.catalogue,
                                   .manifest = scratch.manifest()};
  const auto cases = select_cases(small.catalogue, options.filter);
  judge_growth(plans, review(small, cases, options.modes()), store.manifest.events,
               small.manifest.events);
}

void review_log(result::ResultDocument& document, const Options& options) {
  const bool is_stdin = options.captured == "-";
  std::ifstream file;
  if (!is_stdin) file = open_text_file(options.captured);
  const std::string name = is_stdin ? "standard input" : options.captured;
  CapturedReview review;
  const CapturedLog log =
      read_captured_log(is_stdin ? std::cin : file, name,
                        [&review](LoggedPlan plan) { review.add(std::move(plan)); });
  if (log.plan_count == 0) throw UsageError(why_no_plan(log, name));
  const auto catalogue = catalogue::load_catalogue(options.where.store);
  const bool knows_tables = !options.where.database.empty();
  Measure measure{.store = catalogue.store, .tiny_tables = {}, .partition_parents = {}};
  measure.tiny_because = "as far as the plan says, it read little";
  std::vector<CalledCode> code;
  if (knows_tables) {
    const pg::Database database = pg::resolve_database(options.where.database, "");
    const Measure known = measure_of(database, catalogue.store);
    pg::Wire wire{database};
    code = called_code_in(wire);
    measure.tiny_tables = known.tiny_tables;
    measure.partition_parents = known.partition_parents;
    measure.server = known.server;
    measure.tiny_because = known.tiny_because;
  }
  const CountedPlans left_out = review.left_out();
  document.plans = std::move(review).results(catalogue, measure, knows_tables, code);
  document.database = describe(log, name);
  document.exit_code = exit_code_of(document.plans);
  if (left_out.count == 0) return;
  document.plan_notes.push_back(
      fmt::format("{} from {}:{} on were not reviewed, since the log has too many different plans; "
                  "split the log into parts",
                  counted(left_out.count, "plan"), name, left_out.first_line));
  if (document.exit_code == ExitCode::success) document.exit_code = ExitCode::no_verdict;
}

ExitCode exit_code_of(const std::vector<PlanResult>& plans) {
  const auto any = [&plans](bool (*is_bad)(const PlanResult&)) {
    return std::any_of(plans.begin(), plans.end(), is_bad);
  };
  const auto misses = [&plans](const char* expected) {
    return std::any_of(plans.begin(), plans.end(), [expected](const PlanResult& plan) {
      return std::any_of(plan.findings.begin(), plan.findings.end(), [expected](const auto& each) {
        return !each.met && each.expectation == expected;
      });
    });
  };
  if (misses(statement_runs)) return ExitCode::failure;
  if (misses(file_is_true)) return ExitCode::bad_usage;
  if (any([](const PlanResult& plan) { return plan.verdict == Verdict::fail; })) {
    return ExitCode::plan_expectation_failed;
  }
  const bool regressed = any([](const PlanResult& plan) {
    return plan.change && plan.change->kind == result::PlanChange::Kind::regressed;
  });
  if (regressed) return ExitCode::regression;
  const bool undecided = any([](const PlanResult& plan) {
    return plan.verdict == Verdict::not_comparable || plan.verdict == Verdict::no_verdict ||
           (plan.change && plan.change->kind == result::PlanChange::Kind::not_comparable);
  });
  return undecided ? ExitCode::no_verdict : ExitCode::success;
}

void write_files(const result::ResultDocument& document, const Options& options) {
  std::vector<std::string> reports;
  if (!options.out.empty()) {
    result::write_document(document, options.out);
    fmt::print("Result document: {}\n", options.out);
  }
  if (!options.markdown.empty()) {
    const result::ReportSize size{options.reports.markdown_limit, options.reports.html.empty()
                                                                      ? options.out
                                                                      : options.reports.html};
    write_text_file(result::markdown_report(std::array{document}, size), options.markdown);
    reports.push_back(options.markdown);
  }
  for (std::string& file : result::write_report_files(std::array{document}, options.reports)) {
    reports.push_back(std::move(file));
  }
  for (const std::string& file : reports) fmt::print("Report: {}\n", file);
}

void finish(result::ResultDocument& document, const dataset::SeededStore& store,
            const Options& options, const Circumstance& circumstance) {
  document.exit_code = exit_code_of(document.plans);
  const bool is_accepted = options.update_baseline && document.exit_code == ExitCode::regression;
  if (is_accepted) document.exit_code = ExitCode::success;
  const bool is_unstable = document.stability && !document.stability->differences.empty();
  if (is_unstable && document.exit_code == ExitCode::success) {
    document.exit_code = ExitCode::regression;
  }
  if (circumstance.is_baseline_refused && document.exit_code == ExitCode::success) {
    document.exit_code = ExitCode::no_verdict;
  }
  if (circumstance.is_baseline_of_others && document.exit_code != ExitCode::failure) {
    document.exit_code = ExitCode::bad_usage;
  }
  if (options.out.empty() && options.markdown.empty() && !options.reports.any()) return;

  dataset::describe_data(document, store);
  if (!circumstance.conditions.empty()) document.dataset["conditions"] = circumstance.conditions;
  write_files(document, options);
}

}  // namespace eventstore::explain
