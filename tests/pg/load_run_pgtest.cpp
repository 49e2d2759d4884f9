// Load runs that go wrong, and how they say so.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/core.h>

#include "bench/load/load_result.hpp"
#include "bench/load/load_run.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/result/document.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/pg_bouncer.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/server_state.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

/// A scenario with one phase of this length and one population.
std::string scenario_text(const std::string& length, const std::string& head,
                          const std::string& population) {
  return "question = \"?\"\n" + head + "\n[[phase]]\nname = \"hold\"\nlength = \"" + length +
         "\"\n[[population]]\nname = \"users\"\n" + population + "\n";
}

/// A copy of a seeded store on which scenarios run in this process.
class LoadedStore {
 public:
  [[nodiscard]] const pg::Database& database() const { return clone_.database(); }

  [[nodiscard]] result::LoadResult run(const std::string& text) const {
    return run(text, database());
  }
  /// The same, reached in another way.
  [[nodiscard]] result::LoadResult run(const std::string& text, const pg::Database& through) const {
    const load::Scenario scenario = load::parse_scenario(text, "test.toml", "test");
    const dataset::SeededStore store =
        dataset::open_seeded_store({.database = database().connection_string});
    return load::run_scenario(scenario, store, through, {.seed = 1, .verbosity = Verbosity::quiet});
  }

  [[nodiscard]] std::future<result::LoadResult> start(const std::string& text) const {
    return std::async(std::launch::async, [this, text] { return run(text); });
  }

  /// Waits until the run has written, and returns the server processes of its sessions.
  [[nodiscard]] std::vector<int> backends(std::size_t count) const {
    pg::Session session{database()};
    const std::string written = fmt::format(
        "SELECT 1 FROM domain_events WHERE global_position > {} LIMIT 1", seeded_events);
    while (session.run(written).empty()) std::this_thread::sleep_for(10ms);
    while (true) {
      const pg::Rows rows = session.run(
          "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
          "AND backend_type = 'client backend' AND pid <> pg_backend_pid()");
      if (rows.size() >= count) {
        std::vector<int> pids;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          pids.push_back(static_cast<int>(rows.integer(i, "pid")));
        }
        return pids;
      }
      std::this_thread::sleep_for(10ms);
    }
  }

 private:
  SeededDatabase seeded_ = SeededDatabase::create_or_skip();
  pg::DisposableClone clone_{seeded_.database(), "test"};
};

std::uint64_t sum_of(const std::map<std::string, std::uint64_t>& outcomes) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : outcomes) sum += count;
  return sum;
}

std::uint64_t count_of(const result::LoadPhase& phase, const std::string& outcome) {
  const auto found = phase.outcomes.find(outcome);
  return found == phase.outcomes.end() ? 0 : found->second;
}

}  // namespace

TEST_CASE("a server that stands still for two seconds costs every request that was due meanwhile",
          "[pg][load][trust]") {
  const LoadedStore store;
  auto running = store.start(scenario_text(
      "4 s", "pool = 3", "rate = 50\narrivals = \"constant\"\nmix = { \"append\" = 1 }"));
  const std::vector<int> backends = store.backends(3);
  for (const int pid : backends) kill(pid, SIGSTOP);
  std::this_thread::sleep_for(2s);
  for (const int pid : backends) kill(pid, SIGCONT);
  const result::LoadResult load = running.get();
  const result::LoadPhase& phase = load.phases.at(0);
  // A hundred were due while nobody answered; those of the first second waited for a second or
  // more.  A client that sends nothing while it waits would have seen three slow answers.
  CHECK(phase.issued + phase.skipped >= 199);
  CHECK(phase.response.max_ns >= 1'900'000'000U);
  CHECK(phase.response.p95_ns >= 1'500'000'000U);
  CHECK(phase.lag.p95_ns >= 1'000'000'000U);
  CHECK(phase.service.p50_ns < phase.response.p95_ns / 2);
  CHECK(phase.backlog_most >= 50);
  CHECK(load.violations.empty());
}

TEST_CASE("sessions that are ended under a run are lost, made again, and no event with them",
          "[pg][load]") {
  const LoadedStore store;
  auto running = store.start(
      scenario_text("1500 ms", "pool = 4",
                    "users = 8\nthink = \"2 ms\"\nmix = { \"append\" = 2, \"load\" = 1 }"));
  for (int round = 0; round < 3; ++round) {
    for (const int pid : store.backends(3)) terminate(store.database(), pid);
    std::this_thread::sleep_for(100ms);
  }
  const result::LoadResult load = running.get();
  CHECK(load.violations.empty());
  std::uint64_t tries = 0;
  for (const result::LoadStep& step : load.steps) tries += step.attempts;
  CHECK(tries > load.phases.at(0).issued);
  CHECK(load.ledger.acknowledged > 0);
  CHECK(load.ledger.stored == load.ledger.acknowledged + load.ledger.in_doubt_stored);
}

TEST_CASE("who waits too long for a session is rejected, and every request is accounted for",
          "[pg][load]") {
  const LoadedStore store;
  const result::LoadResult load =
      store.run(scenario_text("1 s", "pool = 1\nacquire_timeout = \"100 ms\"",
                              "burst = { hold = 3000 }\nmix = { \"append events=10\" = 1 }"));
  const result::LoadPhase& phase = load.phases.at(0);
  CHECK(phase.issued + phase.skipped == 3000);
  CHECK(sum_of(phase.outcomes) == phase.issued);
  CHECK(count_of(phase, "rejected") > 0);
  CHECK(count_of(phase, "ok") > 0);
  CHECK(load.ledger.stored == 10 * count_of(phase, "ok"));
  CHECK(phase.service.samples == count_of(phase, "ok"));
}

TEST_CASE("a threshold that is broken for too long ends the run, and it is missed", "[pg][load]") {
  const LoadedStore store;
  const result::LoadResult load = store.run(scenario_text(
      "10 min", "thresholds = [\"errors < 5 %\", { that = \"p95 < 1 us\", abort_after = \"1 s\" }]",
      "users = 2\nthink = \"5 ms\"\nmix = { \"pull\" = 1 }"));
  CHECK(load.is_partial);
  CHECK_THAT(load.ended_by, ContainsSubstring("p95 < 1 us"));
  REQUIRE(load.thresholds.size() == 2);
  CHECK(load.thresholds[0].met);
  CHECK_FALSE(load.thresholds[1].met);
  CHECK(load.thresholds[1].aborted);
  CHECK(load::exit_code_of(load) == ExitCode::sla_missed);
}

TEST_CASE("a scenario that the data or the store cannot do is refused before anything runs",
          "[pg][load]") {
  const LoadedStore store;
  const auto complaint = [&](const std::string& mix) -> std::string {
    try {
      static_cast<void>(store.run(scenario_text("1 s", "pool = 1", "users = 1\nmix = " + mix)));
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  CHECK_THAT(complaint(R"({ "call fly/high" = 1 })"), ContainsSubstring("no operation fly"));
  CHECK_THAT(complaint(R"({ "call find_event/high" = 1 })"), ContainsSubstring("no case high"));
  CHECK_THAT(complaint(R"({ "call append_events/new_1" = 1 })"),
             ContainsSubstring("append events=N"));
}

TEST_CASE("eventstore_load says what was asked, what came of it, and writes it down",
          "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const std::string file = directory / "mine.toml";
  const std::string out = directory / "load.json";
  const auto run = [&](const std::string& threshold) {
    write_text_file(scenario_text("500 ms", "pool = 3\nthresholds = [\"" + threshold + "\"]",
                                  "users = 4\nthink = \"5 ms\"\n"
                                  "mix = { \"append\" = 1, \"call find_event/known_hot\" = 1 }"),
                    file);
    return seeded.run("eventstore_load", {"run", file, "--out", out});
  };
  const ProgramResult good = run("p95 < 60 s");
  INFO(good.out << good.err);
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.out, ContainsSubstring("1 of 1 threshold met"));
  CHECK_THAT(good.out, ContainsSubstring("every one is accounted for"));
  const result::ResultDocument document = result::read_document(out);
  REQUIRE(document.load);
  CHECK(document.load->scenario == "mine");
  CHECK(document.load->phases.size() == 1);
  CHECK(document.load->steps.size() == 2);

  const ProgramResult bad = run("p95 < 1 us");
  CHECK(bad.exit_code == 3);
  CHECK_THAT(bad.out, ContainsSubstring("MISSED"));

  const ProgramResult unknown = seeded.run("eventstore_load", {"run", "nothing"});
  CHECK(unknown.exit_code == 2);
  CHECK_THAT(unknown.err, ContainsSubstring("known are"));
}

TEST_CASE("a scenario that only reads works on the data themselves, and leaves them as they were",
          "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const std::string file = directory / "mine.toml";
  const auto run = [&](const std::string& mix) {
    write_text_file(scenario_text("300 ms", "pool = 3",
                                  "users = 4\nthink = \"5 ms\"\nmix = { " + mix + " = 1 }"),
                    file);
    return seeded.run("eventstore_load", {"run", file});
  };
  const std::string reads = R"("pull" = 1, "load" = 1, "call find_event/known_hot")";
  const ProgramResult reading = run(reads);
  INFO(reading.out << reading.err);
  CHECK(reading.exit_code == 0);
  CHECK_THAT(reading.err, !ContainsSubstring("Writes go to a copy"));
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);

  CHECK_THAT(run(reads + R"( = 1, "call store_snapshot/newer_hot")").err,
             ContainsSubstring("Writes go to a copy"));
}

TEST_CASE("through PgBouncer the same requests get through, and no event is lost", "[pg][load]") {
  const LoadedStore store;
  const PgBouncer pooler{store.database()};
  const std::string scenario = scenario_text(
      "500 ms", "pool = 4",
      "users = 6\nthink = \"5 ms\"\nmix = { \"append\" = 1, \"pull\" = 1, \"load\" = 1 }");
  // What the tools set would stay on a session of the pool, so the role has to have it.
  CHECK_THROWS_WITH(store.run(scenario, pooler.database()),
                    ContainsSubstring("SET statement_timeout = '"));
  pg::Session session{store.database()};
  session.run(fmt::format("ALTER DATABASE {} SET statement_timeout = '30s'",
                          session.identifier(store.database().name)));
  const result::LoadResult load = store.run(scenario, pooler.database());
  CHECK(load.violations.empty());
  CHECK(load.ledger.acknowledged > 0);
  CHECK(count_of(load.phases.at(0), "ok") == load.phases.at(0).issued);
}

TEST_CASE("Ctrl-C ends a load run with what it has, and drops the copy", "[pg][load]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const std::string out = directory / "load.json";
  const pid_t program = start_program(
      "eventstore_load",
      {"run", "light", "--out", out, "--database", seeded.database().connection_string});
  wait_for_clone(program, seeded);
  // A session of the pool that was used when all had been connected.
  wait_for_session(seeded.database(),
                   fmt::format("backend_type = 'client backend' AND datname LIKE '%\\_{}\\_%' "
                               "AND state_change > backend_start + interval '2 seconds'",
                               program));
  CHECK(end_program(program, SIGINT) == 1);
  CHECK(clones_of(program, seeded) == 0);
  const result::ResultDocument document = result::read_document(out);
  REQUIRE(document.load);
  CHECK(document.load->is_partial);
  CHECK(document.load->violations.empty());
}

}  // namespace eventstore::tests
