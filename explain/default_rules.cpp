#include "explain/default_rules.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/tool/numbers.hpp"

namespace eventstore::explain {

using catalogue::Never;
using catalogue::PlanExpectation;
using catalogue::TenantIsolation;
using catalogue::WorkLimit;

namespace {

/// Rows that may be thrown away for nothing, and for each row returned.
constexpr double removed_at_all = 100.0;
constexpr double removed_per_row = 10.0;

/// Of a plan with more, each rule of each table would be held against each node of each other.
constexpr std::size_t most_tables = 1000;

/// Those that the plan scans, the server's own left out, in reading order.
std::vector<std::string> tables_of(const Plan& plan) {
  std::vector<std::string> tables;
  std::set<std::string> known;
  for_each_node(plan.root, [&](const PlanNode& node) {
    if (!scans_table(node) || node.relation.starts_with("pg_")) return;
    if (known.insert(node.relation).second) tables.push_back(node.relation);
  });
  return tables;
}

}  // namespace

OwnWords own_words_of(const catalogue::Step& step) {
  OwnWords own;
  for (const PlanExpectation& line : step.expectations) {
    const auto* never = std::get_if<Never>(&line.property);
    const auto* limit = std::get_if<WorkLimit>(&line.property);
    own.seq_scan = own.seq_scan || (never != nullptr && never->what == Never::What::seq_scan);
    own.spill = own.spill || (never != nullptr && never->what == Never::What::spill);
    own.removed = own.removed || (limit != nullptr && limit->what == WorkLimit::What::removed);
    own.tenant = own.tenant || std::holds_alternative<TenantIsolation>(line.property);
  }
  return own;
}

std::vector<PlanExpectation> default_rules(const OwnWords& own, const Plan& plan) {
  std::vector<PlanExpectation> rules;
  const auto add = [&rules](decltype(PlanExpectation::property) property, const std::string& text) {
    rules.push_back({.property = std::move(property),
                     .when = {},
                     .text = "default: " + text,
                     .is_of_plan = true});
  };
  std::vector<std::string> tables = tables_of(plan);
  if (tables.size() > most_tables) tables.resize(most_tables);
  for (const std::string& table : tables) {
    if (!own.seq_scan) {
      add(Never{Never::What::seq_scan, table}, fmt::format("never seq_scan({})", table));
    }
    if (!own.tenant) add(TenantIsolation{table}, fmt::format("tenant({})", table));
  }
  if (!own.removed) {
    add(WorkLimit{WorkLimit::What::removed, removed_at_all, removed_per_row},
        fmt::format("removed <= {} + {} * rows", removed_at_all, removed_per_row));
  }
  if (!own.spill) add(Never{Never::What::spill, ""}, "never spill");
  return rules;
}

std::string tables_without_rules(const OwnWords& own, const Plan& plan) {
  const std::size_t count = tables_of(plan).size();
  if (count <= most_tables || (own.seq_scan && own.tenant)) return {};
  return fmt::format("default rules were checked for {} of {} tables only",
                     grouped(static_cast<std::int64_t>(most_tables)),
                     grouped(static_cast<std::int64_t>(count)));
}

}  // namespace eventstore::explain
