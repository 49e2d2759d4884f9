#include "tests/support/server_state.hpp"

#include <chrono>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "core/pg/session.hpp"

namespace eventstore::tests {

namespace {

void wait_for(const pg::Database& database, const std::string& condition, bool expected) {
  pg::Session session{database};
  for (int attempt = 0; attempt < 6000; ++attempt) {
    const auto found = session.run("SELECT count(*) AS n FROM pg_stat_activity WHERE " + condition);
    if ((found.integer(0, "n") > 0) == expected) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  FAIL("the server never came to where a session " << (expected ? "has" : "no longer has") << ": "
                                                   << condition);
}

}  // namespace

void wait_for_session(const pg::Database& database, const std::string& condition) {
  wait_for(database, condition, true);
}

void wait_for_no_session(const pg::Database& database, const std::string& condition) {
  wait_for(database, condition, false);
}

void terminate(const pg::Database& database, int backend_pid) {
  const std::string pid = std::to_string(backend_pid);
  pg::Session session{database};
  session.run("SELECT pg_terminate_backend(" + pid + ")");
  wait_for_no_session(database, "pid = " + pid);
}

}  // namespace eventstore::tests
