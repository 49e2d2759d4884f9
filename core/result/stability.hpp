// What plan-review saw when it reviewed the same data again and again, each time after a fresh
// ANALYZE.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace eventstore::result {

/// A plan that was another one, in some repetitions, than in the first review.
struct PlanFlip {
  std::string plan;   ///< "load_aggregate/hot_10, custom plan".
  std::string what;   ///< "buffers 12 -> 4,410", several joined by "; "; empty for a tie.
  std::string first;  ///< Its signature in the first review, lines.
  std::string other;  ///< The other one; the same where only the work differs.
  std::vector<int> repetitions;  ///< Which, from 1; never empty.
};

struct StabilityResult {
  int repetitions = 0;                ///< How many reviews were held against the first.
  std::int64_t plans = 0;             ///< Compared in each.
  double seconds = 0.0;               ///< All repetitions, the copy included.
  std::vector<PlanFlip> differences;  ///< Most often seen first.
  std::vector<PlanFlip> ties;         ///< Another plan for as little work: no difference.
};

/// "50 reviews of 162 plans, each after a fresh ANALYZE, in 8 m 20 s: no difference".
[[nodiscard]] std::string stability_sentence(const StabilityResult& stability);

/// "3 of 50 reviews (4, 17, 30)"; of many reviews the first ten are named.
[[nodiscard]] std::string repetitions_text(const PlanFlip& flip, int of);

[[nodiscard]] nlohmann::ordered_json to_json_value(const StabilityResult& stability);

/// What is not there keeps its default.
[[nodiscard]] StabilityResult stability_from_json(const nlohmann::ordered_json& json);

}  // namespace eventstore::result
