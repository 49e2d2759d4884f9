// What is asked of every plan whose operation does not say otherwise: statements without a word
// about their plans are judged as well.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// Kinds of lines; one that stands in an operation takes the place of its default rule, whether its
/// conditions hold or not.
struct OwnWords {
  bool seq_scan = false;
  bool tenant = false;
  bool removed = false;
  bool spill = false;
};

[[nodiscard]] OwnWords own_words_of(const catalogue::Step& step);

/// The rules, for each table that the plan scans where they are about tables, with a text that
/// begins with "default: " and no line.  They are meant as Asked::by_default.  Only the first 1,000
/// tables have rules.
[[nodiscard]] std::vector<catalogue::PlanExpectation> default_rules(const OwnWords& own,
                                                                    const Plan& plan);

/// Says that tables of the plan have no default rules; empty where all have.
[[nodiscard]] std::string tables_without_rules(const OwnWords& own, const Plan& plan);

}  // namespace eventstore::explain
