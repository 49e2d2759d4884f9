// A program whose output is lost says so, and ends with 1.
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "tests/support/built_paths.hpp"
#include "tests/support/run_program.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// What a shell makes of a command whose first word is one of the built programs.
ProgramResult run_in_shell(const std::string& command) {
  return run_program("/bin/sh", {"-c", program_directory() + "/" + command});
}

}  // namespace

TEST_CASE("every program that cannot write its output says why, and ends with 1", "[unit]") {
  for (const char* program : {"seed-events", "eventstore_bench", "eventstore_load", "bench_trust",
                              "plan-review", "bench-report", "eventstore-server"}) {
    INFO(program);
    for (const char* option : {"--help", "--version"}) {
      const ProgramResult full = run_in_shell(fmt::format("{} {} >/dev/full", program, option));
      CHECK(full.exit_code == 1);
      CHECK_THAT(full.err,
                 ContainsSubstring("cannot write standard output: No space left on device"));
    }
    // What is wrong cannot be said where it should be.
    const ProgramResult mute =
        run_in_shell(fmt::format("{} --no-such-option 2>/dev/full", program));
    CHECK(mute.exit_code == 1);
    CHECK_THAT(mute.out, ContainsSubstring("cannot write standard error: No space left on device"));
    const ProgramResult both =
        run_in_shell(fmt::format("{} --no-such-option >/dev/full 2>&1", program));
    CHECK(both.exit_code == 1);
    const ProgramResult closed = run_in_shell(fmt::format("{} --help >&-", program));
    CHECK(closed.exit_code == 0);  // Somebody wants no output.
  }
}

TEST_CASE("a report goes to standard output alone when it is asked for with -", "[unit]") {
  const ProgramResult printed =
      run_in_shell("seed-events --format sql --events 100 --tenants 2 --output - 2>/dev/null");
  CHECK(printed.exit_code == 0);
  CHECK_FALSE(printed.out.empty());
  CHECK_THAT(printed.out, !ContainsSubstring("wrote 100 events"));
}

}  // namespace eventstore::tests
