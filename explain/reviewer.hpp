// Cases bound to the data once, to be explained and judged as often as need be, on any connection.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/cases/bound_case.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/result/document.hpp"
#include "explain/capture.hpp"
#include "explain/judge.hpp"
#include "explain/payload_allowance.hpp"
#include "explain/plan_mode.hpp"
#include "explain/selection.hpp"

namespace eventstore::explain {

/// Arguments are the same in every review of the same data.
inline constexpr std::uint64_t argument_seed = 42;

/// Asks the server.  Throws Failure.
[[nodiscard]] Measure measure_of(const pg::Database& database,
                                 const catalogue::StoreProfile& profile);

/// What a plan that the server refused does not meet; exit code 1.
inline constexpr const char* statement_runs = "the statement runs";
/// What an operation does not meet whose file says something else than what it does; exit code 2.
inline constexpr const char* file_is_true = "the operation does what its file says";

class Reviewer {
 public:
  /// Binds the cases; asks the server for its tables.  `store` and `cases` must outlive it.  Throws
  /// Failure.
  Reviewer(const dataset::SeededStore& store, const std::vector<Selected>& cases,
           std::vector<PlanMode> modes);

  using ExplainerOf = std::function<Explainer&(const catalogue::Operation&)>;

  /// A result for each step, mode and case; one for a case that does not apply.  A statement that
  /// the server refuses, or that runs out of time, is a finding.  Throws Failure when the
  /// connection is lost and cannot be made again.
  [[nodiscard]] std::vector<result::PlanResult> review(const ExplainerOf& explainer_of) const;

  [[nodiscard]] const Measure& measure() const { return measure_; }

 private:
  struct Bound {
    const Selected* selected = nullptr;
    std::optional<cases::Arguments> arguments;  ///< Nothing where the case does not apply.
    std::string why_not;
  };
  [[nodiscard]] std::vector<std::size_t> order_of_execution() const;
  [[nodiscard]] std::vector<result::PlanResult> reviewed(const Bound& bound,
                                                         const ExplainerOf& explainer_of) const;
  [[nodiscard]] result::PlanResult reviewed(const Bound& bound, std::size_t step, PlanMode mode,
                                            Explainer& explainer) const;

  const dataset::SeededStore& store_;
  Measure measure_;
  std::vector<Bound> cases_;
  std::vector<PlanMode> modes_;
  PayloadAllowance allowance_;
};

}  // namespace eventstore::explain
