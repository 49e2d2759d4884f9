// The comment on a pull request, from files to a file.
#pragma once

#include "core/tool/exit_code.hpp"
#include "reports/options.hpp"

namespace eventstore::reports {

/// Success whatever the documents' verdicts are.  Throws UsageError for a file that is no
/// result document, Failure for one that cannot be written.
ExitCode comment(const CommentOptions& options);

}  // namespace eventstore::reports
