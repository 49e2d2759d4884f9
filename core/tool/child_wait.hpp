// Waiting for a program that we have started, which a signal to us ends as well.
#pragma once

#include <string>

#include <sys/resource.h>
#include <sys/types.h>

namespace eventstore {

struct EndedChild {
  std::string output;  ///< What came through the pipe.
  int exit_code = 0;   ///< 128 + the signal's number for a child that was killed.
  rusage usage = {};
};

/// Reads `pipe` (-1: nothing) to its end and waits for `child`, which leads a process group of its
/// own.  A signal to this process is passed on as SIGINT; who has not ended by time_to_clean_up is
/// killed.
[[nodiscard]] EndedChild wait_for_child(pid_t child, int pipe);

}  // namespace eventstore
