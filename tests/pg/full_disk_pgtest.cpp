// seed-events on a disk that is too small, and on one that fills up meanwhile.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>
#include <sys/mount.h>

#include "tests/support/own_server.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

/// A file system of 64 MiB in memory that belongs to the server's account.  Skips the test where
/// this process may not mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const OwnServer& server) : path_(server.make_directory("small")) {
    const std::string options = fmt::format("size=64m,mode=700,uid={},gid={}",
                                            server.account().user, server.account().group);
    if (mount("tmpfs", path_.c_str(), "tmpfs", 0, options.c_str()) != 0) {
      SKIP("a small file system cannot be mounted: " << std::strerror(errno));
    }
  }
  ~SmallDisk() { umount2(path_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Leaves a megabyte: enough for the catalogue, not for events.
  void fill_up() const {
    const auto left = std::filesystem::space(path_).available;
    std::ofstream{path_ + "/filler"} << std::string(left - 1'000'000, 'x');
  }

 private:
  std::string path_;
};

/// A database whose tables are on the small disk; its WAL is not.
class SmallDatabase {
 public:
  SmallDatabase() {
    pg::Session session = server_.session();
    session.run("CREATE TABLESPACE small LOCATION " + session.literal(disk_.path()));
    session.run("CREATE ROLE harness LOGIN");
    session.run("CREATE DATABASE shop OWNER harness TABLESPACE small");
  }

  [[nodiscard]] ProgramResult seed(std::vector<std::string> arguments,
                                   const std::string& database = "") const {
    arguments.insert(arguments.end(),
                     {"--database", database.empty() ? server_.superuser("shop") : database});
    return run_program("seed-events", arguments);
  }

  [[nodiscard]] const OwnServer& server() const { return server_; }
  [[nodiscard]] const SmallDisk& disk() const { return disk_; }

 private:
  OwnServer server_{Tcp::without_password};
  SmallDisk disk_{server_};
};

void check_refused(const ProgramResult& result, const std::string& where) {
  INFO(result.err);
  CHECK(result.exit_code == 1);
  CHECK_THAT(result.err, ContainsSubstring("100,000 events need about ") &&
                             ContainsSubstring("the disk of " + where + " has ") &&
                             ContainsSubstring(" MB free; ") && ContainsSubstring("--events") &&
                             ContainsSubstring("--database"));
}

const std::vector<std::string> too_many{"--events", "100000", "--quiet", "--replace"};
const std::vector<std::string> fitting{"--events", "30000", "--quiet", "--replace"};

}  // namespace

TEST_CASE("a data set that does not fit is refused, and the database is as before", "[pg][disk]") {
  const SmallDatabase small;
  const std::string where = small.disk().path();
  check_refused(small.seed({"--events", "100000", "--quiet"}), where);
  CHECK(small.server()
            .session("shop")
            .run("SELECT to_regnamespace('eventstore_harness') IS NULL AS untouched")
            .boolean(0, "untouched"));

  const auto first = small.seed(fitting);
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  check_refused(small.seed(too_many), where);
  CHECK(small.seed({"--verify"}).exit_code == 0);
  // As much again does not fit beside it, but in its place.
  const auto again = small.seed(fitting);
  INFO(again.err);
  CHECK(again.exit_code == 0);

  small.server().session().run("CREATE DATABASE other");
  check_refused(small.seed(too_many, small.server().superuser("other") +
                                         " options='-cdefault_tablespace=small'"),
                where);
  const auto elsewhere = small.seed(too_many, small.server().superuser("other"));
  INFO(elsewhere.err);
  CHECK(elsewhere.exit_code == 0);
}

TEST_CASE("whoever may not see the disk is told by the server that it is full", "[pg][disk]") {
  const SmallDatabase small;
  const std::string as_harness =
      fmt::format("host=127.0.0.1 port={} dbname=shop user=harness", small.server().port());
  small.server().session("shop").run("GRANT CREATE ON SCHEMA public TO harness");
  const auto full = small.seed(too_many, as_harness);
  INFO(full.err);
  CHECK(full.exit_code == 1);
  CHECK_THAT(full.err, ContainsSubstring("No space left on device") &&
                           ContainsSubstring("half filled") && ContainsSubstring("--replace"));
  CHECK(small.seed({"--events", "3000", "--quiet", "--replace"}, as_harness).exit_code == 0);
  CHECK(small.seed({"--verify"}, as_harness).exit_code == 0);
}

TEST_CASE("a disk that fills up during a load is named, with the way on", "[pg][disk]") {
  const SmallDatabase small;
  const StoreCopy store{"reference"};
  // Waits, after the disk was looked at, until we have filled it.
  store.write("tables/9_wait.sql", "SELECT pg_advisory_xact_lock(4711)");
  pg::Session gate = small.server().session("shop");
  gate.run("SELECT pg_advisory_lock(4711)");
  auto seeding = std::async(std::launch::async, [&] {
    return small.seed({"--events", "30000", "--quiet", "--store", store.path()});
  });
  const auto is_waiting = [&] {
    return gate
        .run(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted) AS "
            "waiting")
        .boolean(0, "waiting");
  };
  while (!is_waiting() &&
         seeding.wait_for(std::chrono::milliseconds{10}) != std::future_status::ready) {
  }
  small.disk().fill_up();
  gate.run("SELECT pg_advisory_unlock(4711)");
  const auto full = seeding.get();
  INFO(full.err);
  CHECK(full.exit_code == 1);
  CHECK_THAT(full.err, ContainsSubstring("the disk of " + small.disk().path() + " has ") &&
                           ContainsSubstring(" left: make room there") &&
                           ContainsSubstring("--replace"));

  std::filesystem::remove(small.disk().path() + "/filler");
  CHECK(small.seed(fitting).exit_code == 0);
  CHECK(small.seed({"--verify"}).exit_code == 0);
}

}  // namespace eventstore::tests
