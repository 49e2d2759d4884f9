// The review of plans that auto_explain logged, instead of plans that are made for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/result/document.hpp"
#include "explain/called_code.hpp"
#include "explain/captured_log.hpp"
#include "explain/judge.hpp"

namespace eventstore::explain {

/// What the statement says, without comments and with no more white space than it needs, in lower
/// case but for what is quoted.
[[nodiscard]] std::string canonical_sql(const std::string& sql);

/// Keeps the slowest plan of each statement and shape, whatever the size of the log.
class CapturedReview {
 public:
  static constexpr std::size_t default_held_bytes = std::size_t{128} << 20U;

  /// `max_held_bytes`: of the plans' texts, which take several times that in memory.
  explicit CapturedReview(std::size_t max_held_bytes = default_held_bytes)
      : max_held_bytes_(max_held_bytes) {}

  void add(LoggedPlan logged);
  /// Plans of statements and shapes that were new when there was no place for them.
  [[nodiscard]] const CountedPlans& left_out() const { return left_out_; }
  /// As review_captured.  To be called once.
  [[nodiscard]] std::vector<result::PlanResult> results(const catalogue::Catalogue& catalogue,
                                                        const Measure& measure, bool knows_tables,
                                                        const std::vector<CalledCode>& code) &&;

 private:
  /// Equal plans of equal statements.
  struct Fold {
    LoggedPlan slowest;
    std::int64_t count = 0;
  };

  std::size_t max_held_bytes_ = 0;
  std::size_t held_bytes_ = 0;
  CountedPlans left_out_;
  std::vector<Fold> folds_;
  std::map<std::string, std::size_t> places_;  ///< Of `folds_`, by statement and shape.
};

/// A result for each statement and shape of its plan, of the slowest one; in the order in which
/// they were first logged.  A statement of the catalogue is held against the lines of its step, any
/// other against the default rules.  Where `knows_tables` is not true, a table counts as tiny when
/// the plan read at most 8 of its pages, or 100 of its rows; and what calls code is known by `code`
/// alone where it is.  What a statement calls has plans of its own in the log, if any.
[[nodiscard]] std::vector<result::PlanResult> review_captured(
    const std::vector<LoggedPlan>& plans, const catalogue::Catalogue& catalogue,
    const Measure& measure, bool knows_tables, const std::vector<CalledCode>& code = {});

/// "12 plans of auto_explain in FILE; 1 cut off; 40 other lines".
[[nodiscard]] std::string describe(const CapturedLog& log, const std::string& name);

/// Says for a log without plans why it has none, with the line and the remedy.
[[nodiscard]] std::string why_no_plan(const CapturedLog& log, const std::string& name);

}  // namespace eventstore::explain
