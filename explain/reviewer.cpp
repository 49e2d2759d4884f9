#include "explain/reviewer.hpp"

#include <utility>
#include <variant>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/partitions.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
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

/// The server's words, as something that is not as it should be.
void refuse(PlanResult& result, const std::string& words) {
  result.verdict = Verdict::fail;
  result.analyzed = false;
  result::Finding& finding = result.findings.emplace_back();
  finding.expectation = statement_runs;
  finding.found = words;
}

void fill_in(PlanResult& result, CapturedPlan captured, const Selected& selected,
             const catalogue::Step& step, const Measure& measure,
             const PayloadAllowance& allowance) {
  result.reason = std::move(captured.remark);
  result.chosen = std::move(captured.chosen);
  if (captured.plan.is_null()) {
    result.verdict = Verdict::not_applicable;
    result.analyzed = false;
    return;
  }
  const Plan plan = tell(result, parse_plan(captured.plan), measure.partition_parents);
  result.plan = std::move(captured.plan);
  judge(result, *selected.operation, with_allowance(step, allowance), plan, measure,
        {.which = selected.which, .mode = result.mode, .server = measure.server});
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
    : measure_(measure_of(store.database, store.catalogue.store)),
      modes_(std::move(modes)),
      allowance_(payload_allowance(store.manifest)) {
  cases::Progress nothing_yet;  // What is explained is rolled back.
  for (const Selected& selected : cases) {
    Bound& bound =
        cases_.emplace_back(Bound{.selected = &selected, .arguments = {}, .why_not = {}});
    auto tried = cases::BoundCase::bind(*selected.operation, *selected.which, store.manifest,
                                        nothing_yet, argument_seed);
    if (auto* applicable = std::get_if<cases::BoundCase>(&tried)) {
      bound.arguments = applicable->next();
    } else {
      bound.why_not = std::get<cases::NotApplicable>(tried).reason;
    }
  }
}

PlanResult Reviewer::reviewed(const Bound& bound, std::size_t step, PlanMode mode,
                              Explainer& explainer, Refusal refusal) const {
  const Selected& selected = *bound.selected;
  const catalogue::Step& one = selected.operation->steps[step];
  PlanResult result = result_of(selected, one, mode);
  try {
    fill_in(result, explainer.explain(selected, step, *bound.arguments, mode), selected, one,
            measure_, allowance_);
  } catch (const Failure& error) {
    if (refusal == Refusal::ends_the_review) throw;
    refuse(result, error.what());
  }
  return result;
}

std::vector<PlanResult> Reviewer::review(const ExplainerOf& explainer_of, Refusal refusal) const {
  std::vector<PlanResult> results;
  for (const Bound& bound : cases_) {
    if (!bound.arguments) {
      results.push_back(not_applicable(*bound.selected, bound.why_not));
      continue;
    }
    const catalogue::Operation& operation = *bound.selected->operation;
    for (std::size_t step = 0; step < operation.steps.size(); ++step) {
      for (const PlanMode mode : modes_) {
        look_for_reader();
        stop_if_interrupted();
        results.push_back(reviewed(bound, step, mode, explainer_of(operation), refusal));
      }
    }
  }
  return results;
}

}  // namespace eventstore::explain
