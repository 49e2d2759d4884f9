// Holds a plan against all that is asked of it.  Pure: what has to be known of the server is known.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/partitions.hpp"
#include "core/result/document.hpp"
#include "explain/inner_plan.hpp"
#include "explain/plan_tree.hpp"

namespace eventstore::explain {

/// What plans are held against.
struct Measure {
  const catalogue::StoreProfile& store;
  std::set<std::string> tiny_tables;  ///< Rightly read from end to end, whatever indexes they have.
  pg::PartitionParents partition_parents;
  int server = 0;  ///< Major version; 0: not known.
  std::string tiny_because = "the table has no more than 8 pages";  ///< For remarks.
};

/// How a plan came to be, as far as it is known.
struct Circumstances {
  const catalogue::Case* which = nullptr;  ///< Null: not known.
  std::string mode;                        ///< Empty: not known.
  int server = 0;                          ///< Major version; 0: not known.
};

/// Whether all conditions hold; nothing when that depends on what is not known.
[[nodiscard]] std::optional<bool> holds(const catalogue::PlanConditions& when,
                                        const Circumstances& circumstances);

/// Judges by the step's lines and, for kinds of which it has none, by the default rules: what the
/// plan and those inside it do.  Fills in findings, verdict, and in `reason` what was not judged
/// and why.  What meets all that is asked and has something unseen has no check.  The plans'
/// partitions have been named by the whole.
void judge(result::PlanResult& result, const catalogue::Operation& operation,
           const catalogue::Step& step, const Plan& plan, const Measure& measure,
           const Circumstances& circumstances, const Beside& beside = {});

}  // namespace eventstore::explain
