// The comment on a pull request, from files to a file.
#pragma once

#include "core/tool/exit_code.hpp"
#include "reports/options.hpp"

namespace eventstore::reports {

/// Success whatever the documents' verdicts are.  Throws UsageError for a file that is no
/// result document, Failure for one that cannot be written.
ExitCode comment(const CommentOptions& options);

/// Prints what eventstore_bench takes as --benchmark_filter to measure these cases again; an empty
/// line for none.  Throws as comment().
ExitCode missed(const MissedOptions& options);

}  // namespace eventstore::reports
