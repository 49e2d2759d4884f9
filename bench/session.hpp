// One run of eventstore_bench from the seeded store to the result document.
#pragma once

#include "bench/options.hpp"
#include "core/result/document.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::bench {

/// Prints the operations and cases that the command line selects; needs no server.  Throws
/// UsageError when nothing is selected, or for an option that nobody knows.
void list(const Options& options, CommandLine& command_line);

/// Measures what the command line selects, prints the results and writes the document.
/// Throws UsageError when nothing is selected, Interrupted after Ctrl-C.
[[nodiscard]] ExitCode run(const Options& options, CommandLine& command_line,
                           result::ResultDocument document);

}  // namespace eventstore::bench
