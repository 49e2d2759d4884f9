// Runs one of the built tools as a user would, and keeps what it said.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace eventstore::tests {

struct ProgramResult {
  int exit_code = 0;       ///< 128 + the signal's number for a program that was killed.
  std::string out;         ///< stdout
  std::string err;         ///< stderr
  bool timed_out = false;  ///< It was killed, or something it left running kept its output open.
};

struct RunOptions {
  /// Changes to our environment; nothing removes a variable.  Those that choose a database (PG*,
  /// EVENTSTORE_DATABASE) are removed beforehand, and so is GITHUB_ACTIONS: a test does not depend
  /// on where it runs.
  std::map<std::string, std::optional<std::string>> environment = {};
  std::chrono::milliseconds time_limit{60'000};
};

/// Runs `program`, a name in the build's bin directory or a path, with stdin empty.  Returns when
/// its output is closed.  Throws std::runtime_error when it cannot be started.  Safe in any thread.
[[nodiscard]] ProgramResult run_program(const std::string& program,
                                        const std::vector<std::string>& arguments,
                                        const RunOptions& options = {});

}  // namespace eventstore::tests
