// A program run to its end, with what it took.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace eventstore {

struct ChildResult {
  int exit_code = 0;
  double seconds = 0;      ///< On the clock.
  double cpu_seconds = 0;  ///< User and system, of the program and not of a server it talks to.
  std::string errors;      ///< What it wrote to stderr.
};

/// Runs `command` (found in PATH unless it holds a slash); stdout is dropped.  `environment` is
/// added to ours.  Throws Failure when it cannot be started.
[[nodiscard]] ChildResult run_child(
    const std::vector<std::string>& command,
    const std::vector<std::pair<std::string, std::string>>& environment = {});

/// The same; throws Failure with the last line of stderr when it does not exit with 0.
ChildResult require_child(const std::vector<std::string>& command,
                          const std::vector<std::pair<std::string, std::string>>& environment = {});

}  // namespace eventstore
