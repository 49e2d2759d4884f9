// Arguments that no program can use: each ends at once, with exit code 2 and a sentence.
#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>

#include "tests/support/run_program.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

struct Refused {
  std::string program;
  std::vector<std::string> arguments;
  std::string why;
};

/// The next case is one line.
std::vector<Refused> refused() {
  const std::string huge(26'000, 'x');
  const std::string digits(400, '9');
  return {
      {"eventstore_load", {"breaking-point", "--start-rate", "nan"}, "is not a number"},
      {"eventstore_load", {"breaking-point", "--start-rate", "-inf"}, "is not a number"},
      {"eventstore_load", {"breaking-point", "--window", "nan"}, "is not a length of time"},
      {"eventstore_load", {"breaking-point", "--window", "1e9"}, "not in range"},
      {"eventstore_load", {"run", "spike", "--duration-scale", "1e999"}, "is not a number"},
      {"eventstore_load", {"run", "spike", "--duration-scale", "NaN"}, "is not a number"},
      {"eventstore_bench", {"--warm-up", "inf"}, "is not a length of time"},
      {"eventstore_bench", {"--warm-up", "1 h"}, "not in range 0 to 600"},
      {"eventstore_bench", {"--steady", "nan"}, "is not a number"},
      {"eventstore_bench", {"--benchmark_min_time=nan", "--print-settings"}, "length of time"},
      {"eventstore_bench", {"--benchmark_min_time=1e9", "--print-settings"}, "not in range"},
      {"eventstore_bench", {"--benchmark_repetitions=inf", "--print-settings"}, "not a number"},
      {"eventstore_bench", {"--benchmark_min_time=", "--print-settings"}, "length of time"},
      {"eventstore_bench", {"--benchmark_out=-"}, "--benchmark_format=json"},
      {"eventstore_bench", {"--out", "/tmp"}, "is a directory"},
      {"eventstore_bench", {"--benchmark_out=/tmp"}, "is a directory"},
      {"eventstore_load", {"run", "spike", "--out", "/tmp"}, "is a directory"},
      {"eventstore_load", {"breaking-point", "--out", "/tmp"}, "is a directory"},
      {"plan-review", {"--out", "/tmp"}, "is a directory"},
      {"plan-review", {"--markdown", "/tmp"}, "is a directory"},
      {"plan-review", {"--html", "/tmp"}, "is a directory"},
      {"plan-review", {"--junit", "/tmp"}, "is a directory"},
      {"plan-review", {"--captured", "/etc/passwd", "--markdown", "/etc/passwd"}, "same file"},
      {"plan-review", {"--out", "/tmp/hostile.md", "--markdown", "/tmp/hostile.md"}, "same file"},
      {"seed-events", {"--format", "csv", "--output", "/tmp"}, "is a directory"},
      {"seed-events", {"--out", "/tmp"}, "is a directory"},
      {"bench-report", {"render", "/etc/passwd", "--out", "/etc/passwd"}, "same file"},
      {"bench-report", {"comment", "/etc/passwd", "--out", "/tmp"}, "is a directory"},
      {"plan-review", {"--mutate", "--mutate-ms", "nan"}, "is not"},
      {"seed-events", {"--events", digits}, "(400 bytes) is too large"},
      {"seed-events", {"--events", "1e30"}, "is too large"},
      {"seed-events", {"--events", "0.5"}, "is not a whole number"},
      {"seed-events", {"--database", huge}, "the database's name has 26000 bytes"},
      {"seed-events", {"--database", "host=" + huge + " x"}, "libpq cannot read"},
      {"seed-events", {"--describe", "--store", "./nonexist"}, "is no directory"},
      {"seed-events", {"--describe", "--store", "refrence"}, "refrence"},
      {"seed-events", {"--describe", "--store", "refrence"}, "did you mean 'reference'?"},
      {"eventstore_load", {"run", "ligt"}, "did you mean 'light'?"},
      {"plan-review", {"--mode", "genric", "--list"}, "did you mean 'generic'?"},
      {"bench_trust", {"stores", "--case", "find_event/knwon"}, "did you mean 'find_event/"},
      {"bench-report", {"render", "/tmp"}, "is a directory"},
      {"bench-report", {"render", "/dev/null/x.json"}, "cannot read"},
  };
}

}  // namespace

TEST_CASE("what no program can use is refused in a sentence, at once", "[unit][tool]") {
  for (const Refused& each : refused()) {
    const std::string line = fmt::format("{} {}", each.program, fmt::join(each.arguments, " "));
    INFO(line.substr(0, 200));
    const ProgramResult result =
        run_program(each.program, each.arguments, {.time_limit = std::chrono::seconds{10}});
    CHECK_FALSE(result.timed_out);
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring(each.why));
    CHECK(result.err.size() < 2000);
  }
}

}  // namespace eventstore::tests
