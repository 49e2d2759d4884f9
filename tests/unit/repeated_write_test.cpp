// How often a call that writes is executed, and which execution counts.

#include "explain/repeated_write.hpp"

#include <initializer_list>

#include <catch2/catch_test_macros.hpp>

namespace eventstore::explain {

namespace {

/// Adds executions of so many buffers until it is enough; returns how many were made.
std::size_t execute(RepeatedWrite& write, std::initializer_list<std::int64_t> buffers) {
  std::size_t made = 0;
  for (const std::int64_t each : buffers) {
    if (write.is_enough()) break;
    write.add({.buffers = each, .wal_bytes = 10 * each});
    ++made;
  }
  return made;
}

}  // namespace

TEST_CASE("a write is executed until two executions after the first touch equally much",
          "[unit][repeated_write]") {
  RepeatedWrite write;
  CHECK(execute(write, {1334, 1346, 1325, 1322, 1322, 1322}) == 5);
  CHECK(write.kept() == 3);
  CHECK(write.settled().work.buffers == 1322);
  CHECK(write.settled().spread == WriteSpread{});
}

TEST_CASE("the first execution never counts, even where the second is like it",
          "[unit][repeated_write]") {
  RepeatedWrite write;
  CHECK(execute(write, {8, 8, 5, 5}) == 4);
  CHECK(write.settled().work.buffers == 5);
}

TEST_CASE("a write that goes on varying is executed six times, and the last three are its spread",
          "[unit][repeated_write]") {
  RepeatedWrite write;
  CHECK(execute(write, {137, 129, 126, 129, 126, 129, 126}) == 6);
  CHECK(write.settled().work.buffers == 126);
  CHECK(write.settled().spread.buffers == 3);
  CHECK(write.settled().spread.wal_bytes == 30);
}

TEST_CASE("of many buffers one in a thousand is no difference", "[unit][repeated_write]") {
  RepeatedWrite write;
  CHECK(execute(write, {132'693, 139'337, 140'791, 140'742, 140'713}) == 4);
  CHECK(write.settled().work.buffers == 140'742);
  CHECK(write.settled().spread.buffers == 49);
}

TEST_CASE("in another plan mode one execution is enough where it is as in the first",
          "[unit][repeated_write]") {
  const SettledWrite earlier{.work = {.buffers = 126, .wal_bytes = 1260},
                             .spread = {.buffers = 3, .wal_bytes = 0}};
  RepeatedWrite same{earlier};
  CHECK(execute(same, {126, 126}) == 1);
  CHECK(same.settled().spread.buffers == 3);

  RepeatedWrite varying{earlier};
  CHECK(execute(varying, {129, 126, 129}) == 2);
  CHECK(varying.settled().work.buffers == 126);

  RepeatedWrite another{earlier};
  CHECK(execute(another, {500, 480, 480, 480}) == 3);
  CHECK(another.settled().work.buffers == 480);
}

}  // namespace eventstore::explain
