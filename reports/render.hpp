// bench-report render: result documents in, one report out.
#pragma once

#include "core/tool/exit_code.hpp"
#include "reports/options.hpp"

namespace eventstore::reports {

/// Success whatever the documents' verdicts are: rendering is no judgement.
/// Throws UsageError for files that are no result documents or given twice, Failure when it cannot
/// write.
ExitCode render(const RenderOptions& options);

}  // namespace eventstore::reports
