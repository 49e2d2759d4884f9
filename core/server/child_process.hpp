// Runs a program without a shell: as another account if need be, with nothing of ours left open.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/server/account.hpp"

namespace eventstore::server {

struct ChildCommand {
  std::vector<std::string> arguments;   ///< The first one is the program's path.
  std::optional<Account> account = {};  ///< Nothing: our own.
  std::string working_directory = "/";
  std::string log_file = {};  ///< Gets stdout and stderr; empty: they are returned.
};

struct ChildResult {
  int exit_code = 0;   ///< 128 + the signal's number for a child that was killed.
  std::string output;  ///< stdout and stderr; empty when they went to a log file.
};

/// Runs the command to its end, in a session of its own (Ctrl-C reaches it through us, as
/// wait_for_child has it), stdin empty.
/// What it leaves running holds no file of ours open: a caller whose output is a pipe does not
/// hang. Throws Failure when it cannot be started, naming the step that did not work.
ChildResult run_child(const ChildCommand& command);

}  // namespace eventstore::server
