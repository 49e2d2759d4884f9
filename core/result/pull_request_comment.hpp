// One comment on a pull request: what it made worse, with figures and plans, and what to do; all
// else collapsed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/result/document.hpp"
#include "core/result/sized_report.hpp"

namespace eventstore::result {

/// What the comment is about, beside the documents; plain text but for the last, all of which may
/// be empty.
struct PullRequest {
  std::string base;  ///< Revisions,
  std::string head;
  std::string level;               ///< and how much was measured.
  int exit_code = 0;               ///< What the review ends with; see pull_request_comment().
  std::vector<std::string> notes;  ///< Sentences that stand below the verdict.
  std::vector<std::string> asked_for_less;  ///< What it no longer asks of the store, in Markdown.
};

/// Markdown, as fitted() makes it.  `before` is what was measured of the base, and may lack what
/// the head does not miss.  Never says that all is well of an exit code other than 0 and 7.
[[nodiscard]] std::string pull_request_comment(std::span<const ResultDocument> before,
                                               std::span<const ResultDocument> after,
                                               const PullRequest& about, const ReportSize& size);

}  // namespace eventstore::result
