#include "generator/named_in_outcome.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/dataset/store_difference.hpp"
#include "core/pg/quoted_name.hpp"

namespace eventstore::seed {

namespace {

using catalogue::OutcomeRule;
using dataset::StoreObject;

const OutcomeRule* rule_naming(const std::vector<OutcomeRule>& rules, const std::string& name) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const OutcomeRule& rule) {
    return std::any_of(
        rule.constraints.begin(), rule.constraints.end(),
        [&](const std::string& constraint) { return pg::quoted_name(constraint) == name; });
  });
  return found == rules.end() ? nullptr : &*found;
}

bool has_constraint_of(const std::vector<StoreObject>& objects, const StoreObject& index) {
  return std::any_of(objects.begin(), objects.end(), [&](const StoreObject& object) {
    return object.kind == "constraint" && object.table == index.table &&
           object.name == dataset::name_within_schema(index);
  });
}

}  // namespace

std::string outcome_line_naming(const catalogue::Catalogue& catalogue, const StoreObject& object) {
  if (object.kind != "constraint" && object.kind != "index") return {};
  const std::string name =
      object.kind == "index" ? dataset::name_within_schema(object) : object.name;
  for (const catalogue::Operation& operation : catalogue.operations) {
    const OutcomeRule* rule = rule_naming(operation.outcome_rules, name);
    for (const catalogue::Step& step : operation.steps) {
      if (rule == nullptr) rule = rule_naming(step.outcome_rules, name);
    }
    if (rule != nullptr) return fmt::format("{}:{}", operation.file, rule->line);
  }
  return {};
}

std::vector<std::string> losses_of_outcomes(const catalogue::Catalogue& catalogue,
                                            const std::vector<StoreObject>& objects) {
  std::vector<std::string> losses;
  for (const StoreObject& object : objects) {
    const std::string line = outcome_line_naming(catalogue, object);
    if (line.empty() || (object.kind == "index" && has_constraint_of(objects, object))) continue;
    losses.push_back(fmt::format(
        "no script makes {}, which an @outcome line names ({}); change that line, or keep the "
        "script",
        dataset::name_in_text(object), line));
  }
  return losses;
}

}  // namespace eventstore::seed
