// A tool that works in the background until a test ends it, and the copies that tools make.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/seeded_database.hpp"

namespace eventstore::tests {

/// Starts one of the built programs, its output dropped.
[[nodiscard]] pid_t start_program(const std::string& program,
                                  const std::vector<std::string>& arguments);

/// Sends the signal and waits for the end: the exit code, or 128 + the number of the signal that
/// ended it.
int end_program(pid_t child, int signal);

[[nodiscard]] std::size_t clones_on_the_server(const SeededDatabase& seeded);

/// Waits until there are more clones than `before`, for at most 30 seconds, and fails the test when
/// there are not.
void wait_for_clone(const SeededDatabase& seeded, std::size_t before);

}  // namespace eventstore::tests
