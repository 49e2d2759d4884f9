// A tool that works in the background until a test ends it, and the copies that tools make.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/seeded_database.hpp"

namespace eventstore::tests {

/// Starts one of the built programs; its standard output and error go to these files.
[[nodiscard]] pid_t start_program(const std::string& program,
                                  const std::vector<std::string>& arguments,
                                  const std::string& output = "/dev/null",
                                  const std::string& errors = "/dev/null");

/// Sends the signal and waits for the end: the exit code, or 128 + the number of the signal that
/// ended it.
int end_program(pid_t child, int signal);

/// The same; nothing where it has not ended within `bound`, and was killed.
std::optional<int> end_program_within(std::chrono::milliseconds bound, pid_t child, int signal);

/// The copies on the server of programs that live: what a killed one has left is dropped first, as
/// the next tool would.  For tests that run alone.
[[nodiscard]] std::size_t living_clones(const SeededDatabase& seeded);

/// The copies on the server, of whichever program.
[[nodiscard]] std::size_t clones_on_the_server(const SeededDatabase& seeded);

/// The copies that this program has made there: their names hold its process id.
[[nodiscard]] std::size_t clones_of(pid_t program, const SeededDatabase& seeded);

/// Waits until the program has made a copy, for at most 30 seconds, and fails the test when it has
/// not.
void wait_for_clone(pid_t program, const SeededDatabase& seeded);

}  // namespace eventstore::tests
