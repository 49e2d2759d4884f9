// Regressions and accepted.toml: the lines to paste, and what was accepted, for every report.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"

namespace eventstore::result {

/// What accepted.toml says of the change, to be put behind PlanChange::what: "; buffers accepted up
/// to 1,900 (store/accepted.toml:1): REASON"; empty where it says nothing.
[[nodiscard]] std::string limits_text(const PlanChange& change);

/// Stands above the lines to accept.
inline constexpr const char* how_to_accept =
    "To accept what regressed, add to accepted.toml of the store folder";

/// TOML for each operation of which plans regressed: an [[accepted]] for each case and
/// quantity.  Its limit is the largest of all modes, since accepted.toml has one line for them all.
/// Plans that are accepted by their hash have a line each.  A comment names the line that a new one
/// replaces.  The reason is left for the reader.
[[nodiscard]] std::vector<std::string> lines_to_accept(std::span<const PlanResult> reviewed);

/// The [[accepted]] that this plan needs, with the limits that all its modes in `reviewed` need.
/// Empty where it has not regressed.
[[nodiscard]] std::string lines_to_accept(const PlanResult& plan,
                                          std::span<const PlanResult> reviewed);

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

/// "1 accepted change in 3 plans"; empty for none.
[[nodiscard]] std::string accepted_count(std::span<const PlanResult> plans);

}  // namespace eventstore::result
