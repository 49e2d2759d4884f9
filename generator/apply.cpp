#include "generator/apply.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/sql_scan.hpp"
#include "core/dataset/folder_comparison.hpp"
#include "core/dataset/script_differences.hpp"
#include "core/dataset/server_major.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/progress.hpp"
#include "core/tool/visible_text.hpp"
#include "generator/applied_steps.hpp"
#include "generator/apply_plan.hpp"
#include "generator/named_in_outcome.hpp"
#include "generator/seed_target.hpp"
#include "generator/transaction.hpp"

namespace eventstore::seed {

namespace {

/// What --apply has made, and what stays as it was.
struct Outcome {
  std::vector<std::string> done;
  std::vector<std::string> left;
};

ApplyPlan plan_of(SeedTarget& target, const dataset::Manifest& manifest,
                  const std::vector<dataset::StoreObject>& found) {
  const dataset::FolderComparison comparison = dataset::compare_folder(
      target.catalogue, manifest, found, dataset::server_major(target.session));
  return plan_to_apply(target.catalogue, manifest, found, comparison);
}

/// Conflicts would count as errors.  `gone`: what the folder no longer makes.
void require_outcomes(const SeedTarget& target, const std::vector<dataset::StoreObject>& gone) {
  const std::vector<std::string> losses = losses_of_outcomes(target.catalogue, gone);
  if (losses.empty()) return;
  throw UsageError(fmt::format("nothing is applied to database {}: {}", target.database.name,
                               fmt::join(losses, "; ")));
}

/// What the steps have dropped and do not say.
std::vector<std::string> unsaid_drops(const std::vector<dataset::StoreObject>& gone,
                                      const std::vector<std::string>& said) {
  std::vector<std::string> drops;
  for (const dataset::StoreObject& object : gone) {
    const std::string name = dataset::name_in_text(object);
    const bool is_said = std::any_of(said.begin(), said.end(), [&](const std::string& line) {
      return line.starts_with(fmt::format("drop {}: ", name));
    });
    if (!is_said) drops.push_back("drop " + name + ": no script makes it");
  }
  return drops;
}

/// All in one transaction: whatever ends it, the database is as before.
Outcome apply(SeedTarget& target, const dataset::Manifest& before, Progress& progress) {
  pg::Session& session = target.session;
  Transaction transaction{session};
  std::vector<dataset::StoreObject> found = dataset::read_store_objects(session);
  const ApplyPlan plan = plan_of(target, before, found);
  Outcome outcome{.done = {}, .left = plan.left};
  if (plan.steps.empty()) return outcome;
  AppliedSteps steps{session, before, std::move(found)};
  progress.begin("apply", std::ssize(plan.steps), "step");
  std::int64_t tried = 0;
  for (const ApplyStep& step : plan.steps) {
    stop_if_interrupted();
    progress.update(tried++);
    const std::string reason = steps.make(step);
    if (reason.empty()) {
      outcome.done.push_back(step.text);
    } else {
      outcome.left.push_back(fmt::format("cannot {}: {}", step.text, reason));
    }
  }
  progress.end(std::ssize(outcome.done));
  if (outcome.done.empty()) return outcome;
  const std::vector<dataset::StoreObject> gone = steps.gone();
  require_outcomes(target, gone);
  for (std::string& drop : unsaid_drops(gone, outcome.done)) {
    outcome.done.push_back(std::move(drop));
  }
  for (const std::string& table : steps.tables_to_analyze()) {
    stop_if_interrupted();
    progress.say("analyze " + table);
    session.run("ANALYZE " + table);
  }
  // One of format 2 could not say what else is ours.
  if (!before.objects.empty()) {
    dataset::write_manifest(session, steps.manifest(dataset::scripts_of(target.catalogue)));
  }
  stop_if_interrupted();
  transaction.commit();
  return outcome;
}

void print(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  fmt::print("{}\n", heading);
  for (const std::string& line : lines) fmt::print("  {}\n", printable_lines(line));
}

/// What would be dropped, where no statement to be run has its name as a word.
std::vector<dataset::StoreObject> dropped_by(const ApplyPlan& plan) {
  std::set<std::string> words;
  for (const ApplyStep& step : plan.steps) {
    for (const std::string& statement : step.statements) {
      for (const catalogue::SqlPiece& piece : catalogue::scan_sql(statement)) {
        words.emplace(piece.text);
      }
    }
  }
  std::vector<dataset::StoreObject> dropped;
  for (const ApplyStep& step : plan.steps) {
    std::copy_if(step.drops.begin(), step.drops.end(), std::back_inserter(dropped),
                 [&](const dataset::StoreObject& object) {
                   return !words.contains(dataset::name_within_schema(object));
                 });
  }
  return dropped;
}

ExitCode rehearse(SeedTarget& target, const dataset::Manifest& before) {
  const ApplyPlan plan = plan_of(target, before, dataset::read_store_objects(target.session));
  std::vector<std::string> steps;
  for (const ApplyStep& step : plan.steps) steps.push_back(step.text);
  const std::vector<dataset::StoreObject> dropped = dropped_by(plan);
  for (std::string& drop : unsaid_drops(dropped, steps)) steps.push_back(std::move(drop));
  fmt::print("dry run: nothing is changed\n");
  print("--apply would:", steps);
  print("--apply would leave as it is:", plan.left);
  print("--apply would refuse this:", losses_of_outcomes(target.catalogue, dropped));
  if (steps.empty() && plan.left.empty()) {
    fmt::print("database {} is what the store {} makes\n", visible_line(target.database.name),
               target.where.store);
  }
  return ExitCode::success;
}

}  // namespace

void declare_apply(CLI::App& app, bool& is_wanted) {
  auto* apply = app.get_option_group("Jobs")->add_flag(
      "--apply", is_wanted,
      "Seed nothing: create, replace and drop objects, indexes say, until the database is what the "
      "store's folder makes; never drops tables, columns or what others made");
  for (const char* job :
       {"--replace", "--reuse", "--verify", "--append", "--describe", "--format"}) {
    apply->excludes(app.get_option(job));
  }
}

ExitCode apply_folder(const Options& options) {
  SeedTarget target = open_target(options.where, Absent::refuse);
  Progress progress{options.verbosity};
  progress.say(target.description);
  dataset::refuse_unknown_data(target.session, target.catalogue.store, options.where);
  const dataset::Manifest before = dataset::with_present_paths(
      dataset::require_manifest(target.session, target.catalogue.store.name,
                                dataset::arguments_of(options.where)),
      target.catalogue);
  dataset::require_own_tables(target.session, target.catalogue.store, before);
  if (options.job == Job::rehearse) return rehearse(target, before);

  const Outcome outcome = apply(target, before, progress);
  print(
      fmt::format("applied the store {} to database {}:", target.where.store, target.database.name),
      outcome.done);
  if (!outcome.left.empty()) {
    std::fflush(stdout);
    std::string lines;
    for (const std::string& line : outcome.left) lines += "\n  " + line;
    throw Failure(fmt::format("{} left in database {}:{}",
                              counted(std::ssize(outcome.left), "difference"), target.database.name,
                              lines));
  }
  if (outcome.done.empty()) {
    fmt::print("database {} is what the store {} makes; nothing to apply\n", target.database.name,
               target.where.store);
  }
  return ExitCode::success;
}

}  // namespace eventstore::seed
