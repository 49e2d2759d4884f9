#include "explain/comparability.hpp"

#include <algorithm>
#include <string_view>

namespace eventstore::explain {

using result::PlanChange;
using result::PlanResult;

namespace {

/// Whether a line of the signature ends a scan with this table, or goes on with its columns.
bool scans(std::string_view signature, std::string_view scan, const std::string& table) {
  for (const std::string& how : {std::string{" of "}, std::string{" backward of "}}) {
    const std::string text = std::string{scan} + how + table;
    for (std::size_t at = signature.find(text); at != std::string_view::npos;
         at = signature.find(text, at + 1)) {
      const std::string_view rest = signature.substr(at + text.size());
      if (rest.empty() || rest.front() == '\n' || rest.front() == ' ') return true;
    }
  }
  return false;
}

bool any_scans(const PlanResult& plan, std::string_view scan,
               const std::vector<std::string>& tables) {
  return std::any_of(tables.begin(), tables.end(), [&](const std::string& table) {
    return scans(plan.signature, scan, table) ||
           (plan.change && scans(plan.change->before, scan, table));
  });
}

}  // namespace

bool depends_on(const PlanResult& plan, const dataset::DataConditions& conditions) {
  return any_scans(plan, "Index Only Scan", conditions.hidden) ||
         any_scans(plan, "", conditions.dead) || any_scans(plan, "", conditions.old);
}

void mark_not_comparable(std::vector<PlanResult>& plans,
                         const dataset::DataConditions& conditions) {
  for (PlanResult& plan : plans) {
    if (plan.change && depends_on(plan, conditions)) {
      plan.change->kind = PlanChange::Kind::not_comparable;
    }
  }
}

}  // namespace eventstore::explain
