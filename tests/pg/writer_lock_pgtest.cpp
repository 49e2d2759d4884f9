// Who writes in place, in databases of others: one at a time, and nobody judges data that change.

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <unistd.h>

#include "core/dataset/seeded_store.hpp"
#include "core/dataset/store_copy.hpp"
#include "core/pg/connect_failure.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/data_use.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wire.hpp"
#include "core/result/document.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/output_file.hpp"
#include "tests/support/background_program.hpp"
#include "tests/support/lock_holders.hpp"
#include "tests/support/pg_bouncer.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/server_state.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {

using Words = std::vector<std::string>;

const Words bench_in_place{"--in-place", "--benchmark_filter=append_events/new_1$", "--warm-up",
                           "0"};
const Words breaking_point_in_place{"breaking-point", "--operation",  "append_events/new_1",
                                    "--slo",          "p99 < 500 ms", "--in-place"};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A tool that works on a seeded database until a test ends it.
class AtWork {
 public:
  AtWork(const SeededDatabase& seeded, const std::string& program, const Words& arguments)
      : process_(start_program(
            program, with(arguments, {"--database", seeded.database().connection_string}))) {}
  ~AtWork() {
    if (process_ > 0) end_program(process_, SIGKILL);
  }
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;

  [[nodiscard]] pid_t process() const { return process_; }
  int end(int signal) {
    const pid_t process = std::exchange(process_, 0);
    return end_program(process, signal);
  }

 private:
  pid_t process_;
};

AtWork bench_at_work(const SeededDatabase& seeded) {
  return {seeded, "eventstore_bench", with(bench_in_place, {"--benchmark_min_time=60"})};
}

/// A scenario of appends, or of reads, of a minute.
std::string scenario_file(const TemporaryDirectory& directory, const std::string& step) {
  const std::string file = directory / "scenario.toml";
  write_text_file(
      "question = \"?\"\npool = 3\n[[phase]]\nname = \"hold\"\nlength = \"60 s\"\n"
      "[[population]]\nname = \"users\"\nusers = 3\nthink = \"5 ms\"\nmix = { \"" +
          step + "\" = 1 }\n",
      file);
  return file;
}

/// A run is in its phase, with all its sessions, once it has appended.
void wait_for_appends(const SeededDatabase& seeded) {
  pg::Session session{seeded.database()};
  for (int attempt = 0; attempt < 6000; ++attempt) {
    const auto count = session.run("SELECT count(*) AS events FROM domain_events");
    if (count.integer(0, "events") > seeded_events) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  FAIL("nothing was ever appended");
}

std::string state_of(const SeededDatabase& seeded) {
  pg::Session session{seeded.database()};
  return dataset::read_manifest(session)->state;
}

}  // namespace

TEST_CASE("while a bench writes in place every other tool is refused and told whom to wait for",
          "[pg][bench][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  AtWork bench = bench_at_work(seeded);
  const pg::DataHolder writer = wait_for_holder(seeded.database(), "writer");
  wait_for_holders(seeded.database(), "worker", 1);
  CHECK(process_of(writer) == bench.process());
  const std::vector<std::pair<std::string, Words>> others{
      {"seed-events", {"--replace", "--events", "1000"}},
      {"seed-events", {"--append", "100"}},
      {"seed-events", {"--events", "1000"}},
      {"seed-events", {"--events", "20000", "--tenants", "12", "--reuse"}},
      {"seed-events", {"--verify"}},
      {"eventstore_bench", bench_in_place},
      {"eventstore_bench", {"--benchmark_filter=find_event"}},
      {"eventstore_load", {"run", "light", "--in-place"}},
      {"eventstore_load", {"run", "light"}},
      {"eventstore_load", breaking_point_in_place},
      {"plan-review", {}}};
  for (const auto& [program, arguments] : others) {
    const ProgramResult refused = seeded.run(program, arguments);
    INFO(program << " " << fmt::format("{}", fmt::join(arguments, " ")) << "\n"
                 << refused.out << refused.err);
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring(fmt::format(" pid {} on ", bench.process())) &&
                                ContainsSubstring("writes to database") &&
                                ContainsSubstring("wait for it") &&
                                !ContainsSubstring("--replace"));
  }
  CHECK(bench.end(SIGINT) == 1);
  CHECK(state_of(seeded) == "complete");
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("of two breaking points in place the second is refused", "[pg][load][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  AtWork first{seeded, "eventstore_load", breaking_point_in_place};
  CHECK(process_of(wait_for_holder(seeded.database(), "writer")) == first.process());
  const ProgramResult second = seeded.run("eventstore_load", breaking_point_in_place);
  INFO(second.out << second.err);
  CHECK(second.exit_code == 1);
  CHECK_THAT(second.err, ContainsSubstring(fmt::format(" pid {} on ", first.process())));
  first.end(SIGINT);
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("while a tool reads, nobody writes in place, and others read too",
          "[pg][load][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  AtWork load{seeded, "eventstore_load", {"run", scenario_file(directory, "pull")}};
  wait_for_holders(seeded.database(), "reader", 3);
  for (const auto& [program, arguments] : std::vector<std::pair<std::string, Words>>{
           {"seed-events", {"--replace", "--events", "1000"}},
           {"seed-events", {"--append", "100"}},
           {"eventstore_bench", bench_in_place}}) {
    const ProgramResult refused = seeded.run(program, arguments);
    INFO(program << "\n" << refused.out << refused.err);
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err,
               ContainsSubstring("(server process ") && ContainsSubstring("reads database"));
  }
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
  CHECK(seeded.run("seed-events", {"--events", "20000", "--tenants", "12", "--reuse"}).exit_code ==
        0);
  load.end(SIGINT);
}

TEST_CASE("a load run in place that loses its lock ends, and its data are never taken for sound",
          "[pg][load][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const Words arguments{"run", scenario_file(directory, "append"), "--in-place", "--out",
                        directory / "load.json"};
  auto running =
      std::async(std::launch::async, [&] { return seeded.run("eventstore_load", arguments); });
  const pg::DataHolder writer = wait_for_holder(seeded.database(), "writer");
  wait_for_appends(seeded);
  terminate(seeded.database(), writer.pid);
  const ProgramResult ended = running.get();
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 1);
  CHECK_THAT(
      ended.out,
      ContainsSubstring("PARTIAL: the run was ended by the loss of the lock on database") &&
          ContainsSubstring("NO VERDICT on reconciliation: the loss of the lock on database"));
  CHECK_THAT(ended.err, ContainsSubstring(fmt::format("server process {}", writer.pid)));
  CHECK(result::read_document(directory / "load.json").load->is_partial);
  CHECK(state_of(seeded) == "complete");
  const ProgramResult verified = seeded.run("seed-events", {"--verify"});
  INFO(verified.err);
  CHECK(verified.exit_code == 0);
}

TEST_CASE("where the session that cleans up is ended too, the manifest says that the data changed",
          "[pg][load][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  const Words arguments{"run", scenario_file(directory, "append"), "--in-place"};
  auto running =
      std::async(std::launch::async, [&] { return seeded.run("eventstore_load", arguments); });
  static_cast<void>(wait_for_holder(seeded.database(), "writer"));
  wait_for_appends(seeded);
  // All at once: a wait for the end of one would give the run the time to clean up with the next.
  seeded.change(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
      "current_database() AND pid <> pg_backend_pid()");
  const ProgramResult ended = running.get();
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.err, ContainsSubstring("in place is still there") &&
                            ContainsSubstring("seed-events --verify prints the command"));
  CHECK(state_of(seeded) == "changed");
  const ProgramResult verified = seeded.run("seed-events", {"--verify"});
  CHECK(verified.exit_code == 2);
  CHECK_THAT(verified.err, ContainsSubstring("--in-place was stopped"));
  CHECK(seeded.run("seed-events", {"--replace", "--events", "1000"}).exit_code == 0);
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("events that took a position among the seeded ones are not taken for cleaned up",
          "[pg][load][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const TemporaryDirectory directory;
  seeded.change("ALTER SEQUENCE domain_events_global_position_seq MINVALUE -1000 RESTART -1000");
  const ProgramResult ended =
      seeded.run("eventstore_load", {"run", scenario_file(directory, "append"), "--in-place",
                                     "--duration-scale", "0.01", "--allow-differences"});
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code != 0);
  CHECK_THAT(ended.err, ContainsSubstring("in place is still there") &&
                            ContainsSubstring("where 20,000 were before"));
  CHECK(state_of(seeded) == "changed");
}

TEST_CASE("a run in place that was killed is named only once it is gone",
          "[pg][bench][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  AtWork bench = bench_at_work(seeded);
  static_cast<void>(wait_for_holder(seeded.database(), "writer"));
  wait_for_holders(seeded.database(), "worker", 1);
  CHECK_THAT(seeded.run("plan-review", {}).err, !ContainsSubstring("was stopped"));
  bench.end(SIGKILL);
  wait_for_no_session(seeded.database(),
                      "application_name LIKE 'eventstore_bench%' AND datname = current_database()");
  const ProgramResult review = seeded.run("plan-review", {});
  CHECK(review.exit_code == 2);
  CHECK_THAT(review.err, ContainsSubstring("--in-place was stopped"));
  CHECK(seeded.run("seed-events", {"--replace", "--events", "1000"}).exit_code == 0);
}

TEST_CASE("a database to which somebody writes in place is not copied", "[pg][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  AtWork bench = bench_at_work(seeded);
  static_cast<void>(wait_for_holder(seeded.database(), "writer"));
  CHECK_THROWS_MATCHES(
      (pg::DisposableClone{seeded.database(), "test"}), Failure,
      MessageMatches(ContainsSubstring(fmt::format(" pid {} on ", bench.process())) &&
                     ContainsSubstring("writes to database")));
  CHECK(bench.end(SIGINT) == 1);
}

TEST_CASE("a copy of data that were changed since the run began is refused", "[pg][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const dataset::SeededStore store =
      dataset::open_seeded_store({.database = seeded.database().connection_string});
  REQUIRE(dataset::copy_of(store, "test", "do nothing"));
  REQUIRE(seeded.run("seed-events", {"--append", "10", "--quiet"}).exit_code == 0);
  CHECK_THROWS_MATCHES(dataset::copy_of(store, "test", "do nothing"), Failure,
                       MessageMatches(ContainsSubstring("were changed after this run had begun")));
}

TEST_CASE("a connection of a run whose lock is lost is refused", "[pg][of_others]") {
  const EmptiedDatabase scratch;
  const pg::Session other{scratch.database()};
  const pg::WriterLock lock{scratch.database()};
  CHECK_NOTHROW(pg::Wire{scratch.database()});
  pg::set_data_use(scratch.database(),
                   {.kind = pg::DataUse::Kind::writes, .writer_pid = other.backend_pid()});
  CHECK_THROWS_MATCHES(pg::Wire{scratch.database()}, pg::ConnectFailure,
                       MessageMatches(ContainsSubstring("the lock of this run is lost")));
}

TEST_CASE("no run begins while the server still works for one that is gone", "[pg][of_others]") {
  const EmptiedDatabase scratch;
  const pg::Database& database = scratch.database();
  auto first = std::make_unique<pg::WriterLock>(database);
  auto worker = std::make_unique<pg::Wire>(database);
  pg::Session session{database};
  CHECK_THROWS_MATCHES(
      pg::wait_for_workers(session, std::chrono::seconds{0}), Failure,
      MessageMatches(ContainsSubstring("the server still works on a statement of ")));
  first.reset();
  wait_for_no_session(database, "datname = current_database() AND application_name LIKE '% pid %'");
  auto second =
      std::async(std::launch::async, [&] { return std::make_unique<pg::WriterLock>(database); });
  // The second has the lock, and waits.
  static_cast<void>(wait_for_holder(database, "writer"));
  CHECK(second.wait_for(std::chrono::seconds{1}) == std::future_status::timeout);
  worker.reset();
  CHECK_NOTHROW(second.get());
}

TEST_CASE("the session that cleans up goes on holding the lock that others have ended",
          "[pg][of_others]") {
  const EmptiedDatabase scratch;
  pg::WriterLock lock{scratch.database()};
  pg::Session session{scratch.database()};
  lock.join(session);
  lock.hold_with(session);
  CHECK(wait_for_holder(scratch.database(), "writer").pid != session.backend_pid());
}

TEST_CASE("the name that the user gives a session is kept, with the process behind it",
          "[pg][of_others]") {
  const EmptiedDatabase scratch;
  pg::Database named = scratch.database();
  named.connection_string += " application_name=nightly";
  const pg::WriterLock lock{named};
  const pg::DataHolder holder = wait_for_holder(scratch.database(), "writer");
  CHECK_THAT(holder.text, StartsWith(fmt::format("nightly pid {} on ", getpid())));
  pg::Session session{scratch.database()};
  CHECK(session.run("SHOW application_name").text(0, "application_name") == "pg_tests");
}

TEST_CASE("a time-out for idle sessions does not end the lock of a writer",
          "[pg][bench][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  seeded.change("ALTER DATABASE " +
                pg::Session{seeded.database()}.identifier(seeded.database().name) +
                " SET idle_session_timeout = '100ms'");
  const auto bench =
      seeded.run("eventstore_bench", with(bench_in_place, {"--benchmark_min_time=0.5"}));
  INFO(bench.out << bench.err);
  CHECK((bench.exit_code == 0 || bench.exit_code == 3));
  CHECK_THAT(bench.err, !ContainsSubstring("was ended"));
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

TEST_CASE("through a pooler nobody writes in place", "[pg][load][of_others]") {
  const auto seeded = SeededDatabase::create_or_skip();
  const PgBouncer pooler{seeded.database()};
  const auto through = [&](const std::string& program, Words arguments) {
    return run_program(
        program, with(std::move(arguments), {"--database", pooler.database().connection_string}));
  };
  const ProgramResult refused = through("seed-events", {"--append", "10"});
  INFO(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("through a pooler, where a lock protects nothing"));
  const ProgramResult bench = through("eventstore_bench", bench_in_place);
  INFO(bench.err);
  CHECK(bench.exit_code == 2);
  pg::Session session{seeded.database()};
  CHECK(pg::data_holders(session, seeded.database().name).empty());
  CHECK(seeded.run("seed-events", {"--verify"}).exit_code == 0);
}

}  // namespace eventstore::tests
