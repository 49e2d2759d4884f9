#include "tests/support/lock_holders.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <fmt/core.h>

#include "core/pg/session.hpp"

namespace eventstore::tests {

namespace {

/// Asks again and again until there is an answer.
template <typename Ask>
auto wait_until(const Ask& ask, const std::string& what) {
  for (int attempt = 0; attempt < 6000; ++attempt) {
    if (auto found = ask(); !found.empty()) return found;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  FAIL("there never was " << what);
  return decltype(ask()){};
}

std::vector<pg::DataHolder> holders(pg::Session& session, const std::string& database,
                                    const std::string& part) {
  auto found = pg::data_holders(session, database);
  std::erase_if(found, [&part](const auto& each) { return each.part != part; });
  return found;
}

}  // namespace

pg::DataHolder wait_for_holder(const pg::Database& database, const std::string& part) {
  pg::Session session{database};
  return wait_until([&] { return holders(session, database.name, part); }, "a " + part).front();
}

void wait_for_holders(const pg::Database& database, const std::string& part, std::size_t count) {
  pg::Session session{database};
  static_cast<void>(wait_until(
      [&] {
        auto found = holders(session, database.name, part);
        return found.size() < count ? std::vector<pg::DataHolder>{} : found;
      },
      fmt::format("{} times a {}", count, part)));
}

int copy_lock_session(const pg::Database& database, pid_t program) {
  pg::Session session{database};
  const auto found = wait_until(
      [&] {
        return session
            .run(
                "SELECT coalesce(min(l.pid)::text, '') AS pid FROM pg_locks AS l "
                "JOIN pg_stat_activity AS a USING (pid) WHERE l.locktype = 'advisory' "
                "AND l.objsubid = 1 AND a.datname IN ('postgres', 'template1') "
                "AND a.application_name LIKE $1",
                {{fmt::format("% pid {} on %", program)}})
            .text(0, "pid");
      },
      "a lock of a copy");
  return std::stoi(found);
}

pid_t process_of(const pg::DataHolder& holder) {
  const std::size_t at = holder.text.find(" pid ");
  INFO(holder.text);
  REQUIRE(at != std::string::npos);
  return std::stoi(holder.text.substr(at + 5));
}

}  // namespace eventstore::tests
