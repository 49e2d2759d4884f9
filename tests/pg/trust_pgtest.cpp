// bench_trust as a user runs it.  Its verdicts on times are not looked at: the machine may be busy.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <signal.h>

#include "bench/trust/pgbench_script.hpp"
#include "core/server/server_binaries.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// Met, missed, or too noisy to tell.
bool is_verdict(int exit_code) {
  return exit_code == 0 || exit_code == 3 || exit_code == 7;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("the overhead of every usual case is told, and the data stay as they were",
          "[pg][bench]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto clones = living_clones(seeded);
  const auto result =
      seeded.run("bench_trust", {"overhead", "--rounds", "6", "--round-ms", "5", "--filter",
                                 "append_events/new_(1|10|100)$|find_event/known_hot|all_tenants"});
  INFO(result.out << result.err);
  CHECK(is_verdict(result.exit_code));
  for (const char* title : {"append_events/new_1", "append_events/new_10", "append_events/new_100",
                            "create_head_token/all_tenants", "find_event/known_hot"}) {
    CHECK_THAT(result.out, ContainsSubstring(std::string{"| `"} + title + "` "));
  }
  CHECK(clones_on_the_server(seeded) == clones);
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("client and server may be on the same core, on two, or anywhere", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const std::string pin = GENERATE("same", "none");
  const auto result = seeded.run("bench_trust", {"overhead", "--rounds", "6", "--round-ms", "2",
                                                 "--filter", "known_hot", "--pin", pin});
  INFO(result.out << result.err);
  CHECK(is_verdict(result.exit_code));
  CHECK_THAT(result.out, ContainsSubstring(pin == "same" ? "on core" : "scheduler"));
}

TEST_CASE("throughput is held against pgbench, with one connection and several",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto result =
      seeded.run("bench_trust", {"overhead", "--throughput", "--pairs", "6", "--seconds", "1",
                                 "--connections", "1,3", "--filter", "find_event/known_hot"});
  INFO(result.out << result.err);
  CHECK(is_verdict(result.exit_code));
  if (trust::pgbench_program().empty()) {
    CHECK_THAT(result.out, ContainsSubstring("pgbench is not installed"));
  } else {
    CHECK(count_of(result.out, "| `find_event/known_hot` ") == 2);
  }
}

TEST_CASE("pgbench gets the password, and nobody sees it among its arguments",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const std::string pgbench = trust::pgbench_program();
  if (pgbench.empty()) SKIP("pgbench is not installed");
  const auto servers = server::find_server_binaries();
  if (servers.empty()) SKIP("no PostgreSQL server programs are installed");
  const TemporaryDirectory directory;
  for (const char* program : {"initdb", "pg_ctl", "postgres"}) {
    std::filesystem::create_symlink(servers.front().directory + "/" + program, directory / program);
  }
  std::ofstream{directory / "pgbench"} << "#!/bin/sh\n"
                                          "printf '%s\\n' \"$@\" >'"
                                       << directory / "arguments"
                                       << "'\n"
                                       << "printf %s \"$PGPASSWORD\" >'" << directory / "password"
                                       << "'\nexec '" << pgbench << "' \"$@\"\n";
  std::filesystem::permissions(directory / "pgbench", std::filesystem::perms::owner_all);

  const std::string database = seeded.database().connection_string + " password='open sesame'";
  const auto result = run_program("bench_trust",
                                  {"overhead", "--rounds", "6", "--round-ms", "5", "--filter",
                                   "find_event/known_hot", "--database", database},
                                  {.environment = {{"PG_BINDIR", directory.path().string()}}});
  INFO(result.out << result.err);
  CHECK(is_verdict(result.exit_code));
  CHECK(file_text(directory / "password") == "open sesame");
  CHECK_THAT(file_text(directory / "arguments"),
             ContainsSubstring("application_name='bench_trust pgbench") &&
                 !ContainsSubstring("sesame") && !ContainsSubstring("password"));
}

TEST_CASE("delays that are made are reported", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto result = seeded.run("bench_trust", {"detection", "--trials", "2", "--rounds", "6",
                                                 "--round-ms", "2", "--filter", "known_hot"});
  INFO(result.out << result.err);
  CHECK(is_verdict(result.exit_code));
  CHECK(count_of(result.out, "| `find_event/known_hot` ") == 4);
  CHECK_THAT(result.out, ContainsSubstring("in one call of 99"));
}

TEST_CASE("percentiles are held against samples without a server", "[pg][bench][beside]") {
  const auto result =
      run_program("bench_trust", {"percentiles", "--samples", "5000", "--rounds", "3"});
  INFO(result.out << result.err);
  CHECK(is_verdict(result.exit_code));
  for (const char* shape : {"constant", "uniform", "bimodal", "Pareto", "log-normal"}) {
    CHECK_THAT(result.out, ContainsSubstring(shape));
  }
  CHECK(count_of(result.out, "as the whole") == 6);
}

TEST_CASE("bench_trust refuses what makes no sense", "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const auto refused = [&](const std::vector<std::string>& arguments, const std::string& why) {
    const auto result = seeded.run("bench_trust", arguments);
    INFO(result.out << result.err);
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring(why));
  };
  refused({"overhead", "--filter", "no_such_case"}, "no_such_case");
  refused({"detection", "--filter", "("}, "regular expression");
  refused({"overhead", "--rounds", "0"}, "--rounds");
  refused({"detection", "--trials", "0"}, "--trials");
  refused({"percentiles", "--samples", "0"}, "--samples");
  refused({"overhead", "--pin", "somewhere"}, "--pin");
}

TEST_CASE("Ctrl-C ends bench_trust in the middle of appends, and its copy is dropped",
          "[pg][bench][beside]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const pid_t child =
      start_program("bench_trust", {"overhead", "--database", seeded.database().connection_string,
                                    "--filter", "append_events/new_1$", "--rounds", "1000"});
  wait_for_clone(child, seeded);
  std::this_thread::sleep_for(std::chrono::seconds{1});  // Let it come to its rounds.

  CHECK(end_program(child, SIGINT) == 1);
  CHECK(clones_of(child, seeded) == 0);
}

}  // namespace eventstore::tests
