// eventstore_bench that is ended before its time: what it keeps, and what it leaves behind.

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <signal.h>
#include <sys/types.h>

#include "core/pg/disposable_clone.hpp"
#include "core/result/document.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// eventstore_bench on appends, which take a while.
pid_t start_appending(const SeededDatabase& seeded) {
  return start_program("eventstore_bench",
                       {"--database", seeded.database().connection_string,
                        "--benchmark_filter=append_events", "--benchmark_min_time=30"});
}

/// Until the copy is there, and something may have been written to it.
void wait_for_appends(pid_t bench, const SeededDatabase& seeded) {
  wait_for_clone(bench, seeded);
  std::this_thread::sleep_for(std::chrono::milliseconds{200});
}

}  // namespace

TEST_CASE("a bench that was killed leaves the data as they were, and its clone to the next run",
          "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const pid_t child = start_appending(seeded);
  wait_for_appends(child, seeded);
  static_cast<void>(end_program(child, SIGKILL));

  CHECK(clones_of(child, seeded) == 1);
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
  // The server may need a moment to see that the owner's connection is gone.
  for (int i = 0; i < 100 && clones_of(child, seeded) > 0; ++i) {
    pg::drop_orphaned_clones(seeded.database());
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  CHECK(clones_of(child, seeded) == 0);
}

TEST_CASE("Ctrl-C ends a bench with exit code 1 and drops its clone", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const pid_t child = start_appending(seeded);
  wait_for_appends(child, seeded);

  CHECK(end_program(child, SIGINT) == 1);
  CHECK(clones_of(child, seeded) == 0);
}

TEST_CASE("Ctrl-C leaves what was measured before it, marked as a part", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const std::string out = directory / "out.txt";
  const pid_t child = start_program(
      "eventstore_bench",
      {"--database", seeded.database().connection_string, "--benchmark_filter=find_event|load_agg",
       "--benchmark_min_time=0.5", "--warm-up", "0", "--benchmark_format=console", "--out",
       directory / "result.json"},
      out);
  const auto has_row = [&out] {
    return file_text(out).find("find_event/known_hot") != std::string::npos;
  };
  for (int i = 0; i < 600 && !has_row(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }

  CHECK(end_program(child, SIGINT) == 1);

  INFO(file_text(out));
  CHECK_THAT(file_text(out), ContainsSubstring("PARTIAL: a signal ended the run before"));
  const auto document = result::read_document(directory / "result.json");
  CHECK(document.exit_code == ExitCode::failure);
  const auto measured =
      std::count_if(document.benchmarks.begin(), document.benchmarks.end(),
                    [](const result::BenchmarkResult& one) { return one.samples > 0; });
  CHECK(measured > 0);
  REQUIRE(measured < static_cast<std::ptrdiff_t>(document.benchmarks.size()));
  CHECK(document.benchmarks.back().reason == "not measured: a signal ended the run");
}

TEST_CASE("a bench whose reader has seen enough drops its clone", "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto before = living_clones(seeded);
  const auto result = run_program(
      "/bin/sh",
      {"-c", program_directory() + "/eventstore_bench --benchmark_filter=append_events --warm-up 0 "
                                   "--benchmark_min_time=0.01 | head -n 1"},
      {.environment = {{"EVENTSTORE_DATABASE", seeded.database().connection_string}}});
  INFO(result.out << result.err);
  CHECK_THAT(result.out, ContainsSubstring("eventstore_bench: database"));
  CHECK_THAT(result.err, ContainsSubstring("Writes go to a copy"));
  CHECK(clones_on_the_server(seeded) == before);
}

TEST_CASE("a bench that is killed while its clone is made leaves nothing that stays",
          "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto before = living_clones(seeded);
  for (const int milliseconds : {40, 80, 120, 160, 200, 300, 400}) {
    const pid_t child = start_appending(seeded);
    std::this_thread::sleep_for(std::chrono::milliseconds{milliseconds});
    static_cast<void>(end_program(child, SIGKILL));
  }
  for (int i = 0; i < 100 && clones_on_the_server(seeded) > before; ++i) {
    pg::drop_orphaned_clones(seeded.database());
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  CHECK(clones_on_the_server(seeded) == before);
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

}  // namespace eventstore::tests
