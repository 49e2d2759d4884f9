// Regressions and accepted.toml: the lines to paste, and what was accepted, for every report.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"
#include "core/result/folded_news.hpp"

namespace eventstore::result {

/// What accepted.toml says of the change, to be put behind PlanChange::what: "; buffers accepted up
/// to 1,900 (store/accepted.toml:1): REASON"; empty where it says nothing.
[[nodiscard]] std::string limits_text(const PlanChange& change);

/// Stands above what lines_to_accept() gives.
inline constexpr const char* how_to_accept =
    "to accept this, add to accepted.toml of the store folder";

/// [[accepted]] for each case and quantity of these plans, TOML; the reason is left for the reader.
/// Empty where nothing of them can be accepted.
[[nodiscard]] std::string lines_to_accept(const SamePlans& plans);

/// One accepted change; modes of the same case are one.
struct AcceptedLine {
  std::string operation;  ///< With its step.
  std::string case_name;
  std::string quantity;
  std::string before;  ///< With separators; of the first of several modes.
  std::string after;
  std::string limit;
  std::string reason;
  std::string at;  ///< FILE:LINE.
};

/// In the order in which the plans come.
[[nodiscard]] std::vector<AcceptedLine> accepted_lines(std::span<const PlanResult> plans);

/// "1 accepted change"; empty for none.
[[nodiscard]] std::string accepted_count(std::span<const PlanResult> plans);

}  // namespace eventstore::result
