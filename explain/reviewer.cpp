#include "explain/reviewer.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>
#include <variant>

#include "core/cases/hidden_writes.hpp"
#include "core/cases/operation_call.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/statement_kind.hpp"
#include "core/pg/partitions.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"
#include "explain/plan_facts.hpp"

namespace eventstore::explain {

using result::PlanResult;
using result::Verdict;

namespace {

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

PlanResult not_applicable(const Selected& selected, const std::string& why) {
  PlanResult result = result_of(selected);
  result.verdict = Verdict::not_applicable;
  result.reason = why;
  result.analyzed = false;
  return result;
}

/// What was said, as something that is not as it should be.
void refuse(PlanResult& result, const catalogue::Operation& operation, const char* expected,
            const std::string& words) {
  result.verdict = Verdict::fail;
  result.analyzed = false;
  result::Finding& finding = result.findings.emplace_back();
  finding.expectation = expected;
  finding.found = words;
  finding.file = operation.source;
}

/// As refuse, for a file that says something else than the operation does, with the case that shows
/// it.
void refuse_file(PlanResult& result, const Selected& selected, std::string words) {
  const std::string place = selected.operation->file + ": ";
  if (words.starts_with(place)) words.erase(0, place.size());  // The finding has file and line.
  refuse(result, *selected.operation, file_is_true, words);
  result.findings.back().line = selected.which->line;
}

bool is_refused_file(const PlanResult& result) {
  return std::any_of(result.findings.begin(), result.findings.end(), [](const auto& finding) {
    return !finding.met && finding.expectation == file_is_true;
  });
}

/// What no plan can show: how many rows there are is what the call is for.
void judge_rows(PlanResult& result, const Selected& selected, const catalogue::Step& step,
                const cases::Arguments& arguments, std::int64_t rows) {
  if (!result.analyzed || selected.which->expected_outcome != Outcome::ok) return;
  const std::string complaint =
      cases::row_count_complaint(*selected.operation, step, *selected.which, arguments, rows);
  if (complaint.empty()) return;
  result.verdict = Verdict::fail;
  result::Finding& finding = result.findings.emplace_back();
  finding.expectation = "@rows " + text_of(*step.rows);
  finding.found = complaint;
  finding.why = "a plan that returns other rows than it is asked for is a plan of something else";
  finding.hint =
      "were rows deleted, or does row level security hide them from this role? seed-events "
      "--verify compares the data with what was seeded";
  finding.file = selected.operation->source;
}

/// A statement without a plan; what runs inside it can still be judged.
void fill_in_without_plan(PlanResult& result, CapturedPlan captured, const Selected& selected,
                          const catalogue::Step& step, const Measure& measure) {
  result.analyzed = false;
  result.verdict = Verdict::no_check;
  if (captured.beside.inside.empty()) {
    captured.beside.unseen.insert(captured.beside.unseen.begin(), captured.remark);
    for (const std::string& each : captured.beside.unseen) {
      result.reason += (result.reason.empty() ? "" : "; ") + each;
    }
    return;
  }
  captured.beside.unseen.insert(captured.beside.unseen.begin(), captured.remark);
  tell_inside(result, captured.beside.inside, measure.partition_parents);
  Plan nothing;
  nothing.analyzed = true;
  judge(result, *selected.operation, step, nothing, measure,
        {.which = selected.which, .mode = result.mode, .server = measure.server}, captured.beside);
}

result::RepeatedWork repeated_work(const Plan& plan, const WriteSpread& spread) {
  result::RepeatedWork work{
      .buffers_spread = spread.buffers, .wal_bytes = {}, .wal_spread = spread.wal_bytes};
  const bool is_known = plan.has_wal && plan.root.wal_page_images == 0;
  if (is_known) work.wal_bytes = plan.root.wal_bytes;
  return work;
}

void fill_in(PlanResult& result, CapturedPlan captured, const Selected& selected,
             const catalogue::Step& step, const cases::Arguments& arguments, const Measure& measure,
             const PayloadAllowance& allowance) {
  result.chosen = std::move(captured.chosen);
  if (captured.state == CapturedPlan::State::no_plan) {
    return fill_in_without_plan(result, std::move(captured), selected, step, measure);
  }
  result.reason = std::move(captured.remark);
  if (captured.state == CapturedPlan::State::not_reached) {
    const bool is_expected = selected.which->expected_outcome != Outcome::ok;
    result.verdict = is_expected ? Verdict::not_applicable : Verdict::no_check;
    result.analyzed = false;
    return;
  }
  Plan explained = parse_plan(captured.plan);
  explained.trigger_buffers = captured.trigger_buffers;
  const Plan plan = tell(result, std::move(explained), measure.partition_parents);
  tell_inside(result, captured.beside.inside, measure.partition_parents);
  if (captured.spread) result.repeated = repeated_work(plan, *captured.spread);
  result.plan = std::move(captured.plan);
  judge(result, *selected.operation, with_allowance(step, allowance), plan, measure,
        {.which = selected.which, .mode = result.mode, .server = measure.server}, captured.beside);
  judge_rows(result, selected, step, arguments, count_from(plan.rows_counted()));
}

}  // namespace

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

Reviewer::Reviewer(const dataset::SeededStore& store, const std::vector<Selected>& cases,
                   std::vector<PlanMode> modes)
    : store_(store),
      measure_(measure_of(store.database, store.catalogue.store)),
      modes_(std::move(modes)),
      allowance_(payload_allowance(store.manifest)) {
  cases::Progress nothing_yet;  // What is explained is rolled back.
  for (const Selected& selected : cases) {
    Bound& bound =
        cases_.emplace_back(Bound{.selected = &selected, .arguments = {}, .why_not = {}});
    auto tried =
        cases::BoundCase::bind(*selected.operation, *selected.which, store.manifest, nothing_yet,
                               argument_seed, {}, cases::NewIds::same_in_every_run);
    if (auto* applicable = std::get_if<cases::BoundCase>(&tried)) {
      bound.arguments = applicable->next();
    } else {
      bound.why_not = std::get<cases::NotApplicable>(tried).reason;
    }
  }
}

namespace {

/// What EXPLAIN does in a read-only transaction as well is called in one.
void refuse_made_objects(const dataset::SeededStore& store, const Selected& selected) {
  const catalogue::Operation& operation = *selected.operation;
  const auto makes_objects = [](const catalogue::Step& step) {
    return catalogue::makes_objects(step.sql);
  };
  if (operation.writes() ||
      std::none_of(operation.steps.begin(), operation.steps.end(), makes_objects)) {
    return;
  }
  pg::Wire wire{store.database, pg::SessionUse::measured_read};
  const std::string complaint = cases::hidden_write_in(
      wire, store.manifest, {.operation = &operation, .cases = {selected.which}});
  if (!complaint.empty()) throw UsageError(complaint);
}

}  // namespace

PlanResult Reviewer::reviewed(const Bound& bound, std::size_t step, PlanMode mode,
                              Explainer& explainer) const {
  const Selected& selected = *bound.selected;
  const catalogue::Step& one = selected.operation->steps[step];
  PlanResult result = result_of(selected, one, mode);
  try {
    refuse_made_objects(store_, selected);
    fill_in(result, explainer.explain(selected, step, *bound.arguments, mode), selected, one,
            *bound.arguments, measure_, allowance_);
  } catch (const Interrupted&) {
    throw;
  } catch (const UsageError& error) {
    refuse_file(result, selected, error.what());
  } catch (const Failure& error) {
    explainer.recover();
    refuse(result, *selected.operation, statement_runs, error.what());
  }
  return result;
}

/// Many rows make indexes grow a level, which each later append of a few would pay for, or not, by
/// what was selected: they are written last.
std::vector<std::size_t> Reviewer::order_of_execution() const {
  std::vector<std::size_t> order(cases_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto events_of = [this](std::size_t i) {
    const Selected& selected = *cases_[i].selected;
    const auto found = selected.which->settings.find("events");
    const bool writes = selected.operation->writes() && found != selected.which->settings.end();
    return writes ? std::stoll(found->second) : 0LL;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return events_of(a) < events_of(b); });
  return order;
}

std::vector<PlanResult> Reviewer::review(const ExplainerOf& explainer_of) const {
  std::vector<std::vector<PlanResult>> by_case(cases_.size());
  for (const std::size_t i : order_of_execution()) {
    by_case[i] = reviewed(cases_[i], explainer_of);
  }
  std::vector<PlanResult> results;
  for (std::vector<PlanResult>& plans : by_case) {
    std::move(plans.begin(), plans.end(), std::back_inserter(results));
  }
  return results;
}

std::vector<PlanResult> Reviewer::reviewed(const Bound& bound,
                                           const ExplainerOf& explainer_of) const {
  if (!bound.arguments) return {not_applicable(*bound.selected, bound.why_not)};
  std::vector<PlanResult> results;
  const catalogue::Operation& operation = *bound.selected->operation;
  for (std::size_t step = 0; step < operation.steps.size(); ++step) {
    for (const PlanMode mode : modes_) {
      look_for_reader();
      stop_if_interrupted();
      results.push_back(reviewed(bound, step, mode, explainer_of(operation)));
      if (!is_refused_file(results.back())) continue;
      results.back().mode.clear();  // It is so in every mode.
      break;
    }
  }
  return results;
}

}  // namespace eventstore::explain
