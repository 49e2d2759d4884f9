// What of a change is not as it was asked for, and how it was before the change.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// In the order in which a reader has to know them.
enum class MissKind : std::uint8_t {
  violation,
  check,
  unsuccessful,  ///< No request of a load step succeeded.
  plan,
  regression,
  target,
  threshold
};

/// Texts are Markdown; one that is empty is not known.
struct Miss {
  MissKind kind = MissKind::plan;
  std::int64_t count = 1;  ///< Of plans.
  std::string operation;   ///< Plain; with its step.
  std::string what;
  std::string before;
  std::string now;
  std::string asked;
  std::vector<std::string> to_do;
  bool is_near = false;     ///< A latency that is hardly longer than before, with the same plan.
  bool was_before = false;  ///< It was missed before the change as well, and as much.
  /// Of several the one that touches most buffers now; of a latency the plan of its case.
  const PlanResult* plan_before = nullptr;
  const PlanResult* plan_now = nullptr;
};

/// Everything that a review of `after` finds fault with, worst first; of an operation's plans there
/// is one entry for those that fail anew, and one for those that failed before.  Points into the
/// documents.
[[nodiscard]] std::vector<Miss> misses_of(std::span<const ResultDocument> before,
                                          std::span<const ResultDocument> after);

/// "24 plans of `read_stream_batch` fail; 1 latency target is missed"; empty for none.
[[nodiscard]] std::string misses_sentence(std::span<const Miss> misses);

}  // namespace eventstore::result
