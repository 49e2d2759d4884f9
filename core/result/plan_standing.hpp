// How a plan stands, and what it is called: the same words in every format of a report.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// Worst first.
enum class Standing : std::uint8_t {
  failed,          ///< An expectation is not met.
  regressed,       ///< Worse than its baseline.
  no_verdict,      ///< Nothing is proven.
  not_comparable,  ///< The baseline was made under other conditions.
  changed,
  improved,
  accepted,   ///< Worse than its baseline, within the limits of the store's accepted.toml.
  unchecked,  ///< It could not be looked at, or only in part.
  passed,
  no_target,  ///< Nothing was asked for.
  not_applicable,
};

/// A plan that fails is failed, whatever has become of it since its baseline.
[[nodiscard]] Standing standing_of(const PlanResult& plan);

/// "FAIL", "regressed", "no verdict", "not comparable", "changed", "improved", "accepted",
/// "no check", "pass", "no target", "not applicable".
[[nodiscard]] std::string_view name_of(Standing standing);

/// What a reader has to look at: failed, regressed, no verdict, not comparable, changed, improved,
/// accepted.
[[nodiscard]] bool is_news(Standing standing);

[[nodiscard]] std::int64_t count_of(std::span<const PlanResult> plans, Standing standing);

/// "append_events [insert]".
[[nodiscard]] std::string operation_and_step(const PlanResult& plan);

/// "append_events/new_100 [insert]".
[[nodiscard]] std::string title_of(const PlanResult& plan);

/// "custom", "generic", "sixth (generic)"; empty for a case that has no plan.
[[nodiscard]] std::string mode_text(const PlanResult& plan);

/// "append_events/new_100 [insert], generic plan".
[[nodiscard]] std::string full_title_of(const PlanResult& plan);

/// By standing; among equals as they come.
[[nodiscard]] std::vector<const PlanResult*> worst_first(std::span<const PlanResult> plans);

/// One operation's plans of which there is no news.
struct RestOfOperation {
  std::string operation;  ///< With its step.
  std::string plans;      ///< "12 plans".
  std::string standings;  ///< "pass", or "10 pass, 2 no check".
};

/// In the order in which the operations come.
[[nodiscard]] std::vector<RestOfOperation> without_news(std::span<const PlanResult> plans);

/// What became of all of them, in one sentence: how many fail and have regressed, and of which
/// operations (three at most); how many have changed and improved, cannot be compared, or have no
/// check.  `shown` makes a name fit to be shown.
[[nodiscard]] std::string verdict_sentence(
    std::span<const PlanResult> plans, const std::function<std::string(std::string_view)>& shown);

}  // namespace eventstore::result
