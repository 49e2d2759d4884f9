// What plan-review found out by taking indexes away and by building others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/tool/numbers.hpp"

namespace eventstore::result {

/// What a change of the indexes is to an append: of the case with the most events in one call.
struct AppendCost {
  double wal_bytes_per_event = 0.0;
  double buffers_per_event = 0.0;
};

/// An index that was taken away, with its constraint.
struct IndexLoss {
  std::string index;
  std::string table;
  std::string definition;
  std::int64_t bytes = 0;
  std::optional<AppendCost> costs;  ///< What each appended event pays for it; nothing: not known.
  std::string unpriced;             ///< Why not, where appends were measured; empty otherwise.
  /// "load_aggregate/hot_10, custom plan: never sort"; empty: dead weight.
  std::vector<std::string> noticed_by;
};

/// An `@plan` line that held with all indexes, and that no loss made fail.
struct ToothlessLine {
  std::string operation;
  std::string expectation;
  std::string file;
  int line = 0;
};

/// An index that a failing plan lacks, built.
struct IndexProposal {
  std::string statement;
  std::vector<std::string> mends;  ///< Plans that failed and pass with it; empty: it is no help.
  std::vector<std::string> for_plans;  ///< What it was built for.
  std::int64_t buffers_before = 0;     ///< Of the plans in `for_plans`, together.
  std::int64_t buffers_after = 0;
  double milliseconds_before = 0.0;
  double milliseconds_after = 0.0;
  std::int64_t bytes = 0;
  double build_seconds = 0.0;
  std::optional<AppendCost> costs;
  std::string unpriced;
};

struct MutationResult {
  std::vector<IndexLoss> losses;
  std::vector<ToothlessLine> toothless;
  std::vector<IndexProposal> proposals;
};

/// For a cell of a table: "-" where no append pays, "not known" where it could not be measured.
template <typename Priced>
[[nodiscard]] std::string wal_price_text(const Priced& priced) {
  if (priced.costs) return bytes_text(priced.costs->wal_bytes_per_event);
  return priced.unpriced.empty() ? "-" : "not known";
}

/// Why prices are not known, each reason once, as a sentence; empty where all that exist are known.
[[nodiscard]] std::string unpriced_text(const MutationResult& mutation);

[[nodiscard]] nlohmann::ordered_json to_json_value(const MutationResult& mutation);

/// What is not there keeps its default.
[[nodiscard]] MutationResult mutation_from_json(const nlohmann::ordered_json& json);

}  // namespace eventstore::result
