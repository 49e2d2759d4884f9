#include "explain/growth.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/result/growth.hpp"
#include "core/tool/numbers.hpp"
#include "explain/plan_change.hpp"
#include "explain/signature.hpp"

namespace eventstore::explain {

using result::Finding;
using result::PlanResult;
using result::Verdict;

namespace {

std::string key_of(const PlanResult& plan) {
  return fmt::format("{}/{}/{}/{}", plan.operation, plan.case_name, plan.step, plan.mode);
}

bool is_known(const PlanResult& plan) {
  return plan.verdict != Verdict::not_applicable && plan.analyzed;
}

/// What the larger may read: the same work for each row.
double allowed_buffers(const PlanResult& small, const PlanResult& large) {
  const double rows =
      static_cast<double>(large.rows) / static_cast<double>(std::max<std::int64_t>(1, small.rows));
  return growth_factor * static_cast<double>(small.buffers) * std::max(1.0, rows) +
         static_cast<double>(growth_buffers);
}

/// Another way to read the tables, where that is more than a tie.
bool flips(const PlanResult& small, const PlanResult& large) {
  return std::max(small.buffers, large.buffers) >= tie_buffers &&
         accesses_in(small.signature) != accesses_in(large.signature);
}

Finding finding_of(const PlanResult& small, const PlanResult& large, std::int64_t large_events,
                   std::int64_t small_events) {
  Finding finding;
  finding.expectation = fmt::format("{}as at {} events, the buffers of the rows",
                                    result::growth_mark, grouped(small_events));
  const std::string sizes = fmt::format(
      "{} for {} at {} events, {} for {} at {}", counted(small.buffers, "buffer"),
      counted(small.rows, "row"), grouped(small_events), counted(large.buffers, "buffer"),
      counted(large.rows, "row"), grouped(large_events));
  if (static_cast<double>(large.buffers) > allowed_buffers(small, large)) {
    finding.found = sizes;
    finding.why =
        "what the call reads grows with the table, not with what it returns: it gets "
        "slower with every event that is stored";
    finding.hint =
        "look in the plan for rows that are read and thrown away; an index with the "
        "columns of the filter, or of ORDER BY, finds them alone";
  } else if (flips(small, large)) {
    finding.found = fmt::format("another plan ({}); at {} events it was:\n{}", sizes,
                                grouped(small_events), small.signature);
    finding.why =
        "a plan that changes with the size changes some day in production, without a "
        "release";
    finding.hint = "an index that both finds and sorts the rows leaves the planner no choice";
  } else {
    finding.met = true;
  }
  return finding;
}

}  // namespace

void judge_growth(std::vector<PlanResult>& large, const std::vector<PlanResult>& small,
                  std::int64_t large_events, std::int64_t small_events) {
  std::map<std::string, const PlanResult*> before;
  for (const PlanResult& plan : small) before[key_of(plan)] = &plan;
  for (PlanResult& plan : large) {
    if (!is_known(plan)) continue;
    const auto found = before.find(key_of(plan));
    if (found == before.end() || !is_known(*found->second)) {
      plan.reason += (plan.reason.empty() ? "" : "; ") +
                     fmt::format("not compared with {} events: the case does not apply there",
                                 grouped(small_events));
      continue;
    }
    plan.findings.push_back(finding_of(*found->second, plan, large_events, small_events));
    if (!plan.findings.back().met) {
      plan.verdict = Verdict::fail;
    } else if (plan.verdict == Verdict::no_target) {
      plan.verdict = Verdict::pass;
    }
  }
}

}  // namespace eventstore::explain
