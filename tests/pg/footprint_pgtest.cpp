// What every tool says of a run before it runs.

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/support/run_program.hpp"
#include "tests/support/text_lines.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

TEST_CASE("every tool prints what a run makes, without a server", "[pg][footprint]") {
  struct Run {
    const char* tool;
    std::vector<std::string> arguments;
    const char* says;
  };
  const auto run = GENERATE(values<Run>(
      {{"seed-events", {"--events", "1000"}, "schema eventstore_harness"},
       {"seed-events", {"--verify"}, "audit: reading all rows"},
       {"eventstore_bench", {"--benchmark_filter=append"}, "eventstore_disposable_clone_bench"},
       {"eventstore_bench", {"--in-place"}, "eventstore_saved_snapshots"},
       {"plan-review", {"--mutate"}, "eventstore_disposable_clone_mutate"},
       {"eventstore_load", {"run", "light"}, "measured writes:"},
       {"eventstore_load",
        {"breaking-point", "--operation", "find_event", "--slo", "p99 < 50 ms"},
        "measured reads: calls"},
       {"bench_trust", {"overhead"}, "eventstore_disposable_clone_trust"},
       {"bench_trust", {"visibility"}, "lock_timeout = 1ms"},
       {"seed_ceiling", {"--others"}, "pgbench, psql or psycopg"}}));
  std::vector<std::string> arguments = run.arguments;
  arguments.insert(arguments.end(), {"--print-settings", "--database", "host=/nowhere"});
  const ProgramResult result = run_program(run.tool, arguments);
  INFO(run.tool << ": " << result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  CHECK_THAT(result.out, ContainsSubstring(run.says) && ContainsSubstring("statement_timeout"));
  for (const std::string& line : lines_of(result.out)) CHECK(line.size() <= 80);
}

TEST_CASE("a tool with several commands prints what all of them make", "[pg][footprint]") {
  const std::string tool = GENERATE("bench_trust", "eventstore_load", "eventstore-server");
  const ProgramResult result = run_program(tool, {"--print-settings"});
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out, ContainsSubstring(tool + ", all commands") &&
                             ContainsSubstring("local server: created"));
  CHECK(run_program(tool, {}).exit_code == 2);
}

TEST_CASE("a tool, and a run, that opens no database says so in one sentence", "[pg][footprint]") {
  struct Run {
    const char* tool;
    std::vector<std::string> arguments;
  };
  const auto run = GENERATE(values<Run>({{"bench-report", {}},
                                         {"bench-report", {"render"}},
                                         {"bench_trust", {"percentiles"}},
                                         {"eventstore_load", {"list"}},
                                         {"eventstore_bench", {"--list"}},
                                         {"plan-review", {"--list"}},
                                         {"seed-events", {"--dry-run"}},
                                         {"seed-events", {"--describe"}}}));
  std::vector<std::string> arguments = run.arguments;
  arguments.emplace_back("--print-settings");
  const ProgramResult result = run_program(run.tool, arguments);
  INFO(run.tool << ": " << result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.out,
             ContainsSubstring(" opens no database and makes no session, setting, lock or object"));
  CHECK(lines_of(result.out).size() == 1);
}

TEST_CASE("the settings of a run are printed with the option before its command, too",
          "[pg][footprint]") {
  const ProgramResult before = run_program("eventstore_load", {"--print-settings", "run", "light"});
  const ProgramResult behind = run_program("eventstore_load", {"run", "light", "--print-settings"});
  CHECK(before.exit_code == 0);
  CHECK(before.out == behind.out);
}

TEST_CASE("a run that only reads makes no copy", "[pg][footprint]") {
  const ProgramResult result =
      run_program("eventstore_bench", {"--benchmark_filter=find_event", "--print-settings"});
  CHECK_THAT(result.out, !ContainsSubstring("eventstore_disposable_clone"));
}

}  // namespace eventstore::tests
