// The names of disposable copies: whose they are can be read from them.

#include "core/pg/clone_name.hpp"

#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

namespace eventstore::tests {

namespace {

ProcessIdentity owner() {
  return {.host = "build-7", .host_mark = "abcdefg", .pid = 4'194'304, .start_mark = "0123456"};
}

}  // namespace

TEST_CASE("the name of a copy holds its owner", "[unit][clone]") {
  const std::string name = pg::clone_name("stability", owner(), 1295);
  CHECK(name == "eventstore_disposable_clone_stability_4194304_abcdefg_0123456zz");
  CHECK(name.size() <= 63);
  const auto found = pg::owner_of_clone(name);
  REQUIRE(found);
  CHECK(found->pid == 4'194'304);
  CHECK(found->host_mark == "abcdefg");
  CHECK(found->start_mark == "0123456");
}

TEST_CASE("a mark that could not be read is missing in the owner", "[unit][clone]") {
  ProcessIdentity nobody = owner();
  nobody.host_mark.clear();
  nobody.start_mark.clear();
  const auto found = pg::owner_of_clone(pg::clone_name("bench", nobody, 0));
  REQUIRE(found);
  CHECK(found->host_mark.empty());
  CHECK(found->start_mark.empty());
}

TEST_CASE("the copies of one process have names of their own", "[unit][clone]") {
  std::set<std::string> names;
  for (unsigned i = 0; i < 1296; ++i) names.insert(pg::clone_name("mutate", owner(), i));
  CHECK(names.size() == 1296);
}

TEST_CASE("names of another form have no owner", "[unit][clone]") {
  for (const char* name : {"eventstore_disposable_clone_bench_4711_188a0f7b3c2d1e00",
                           "eventstore_disposable_clone_mine", "eventstore_disposable_clone_",
                           "eventstore_disposable_clone_bench_4711x_abcdefg_012345600",
                           "eventstore_disposable_clone_bench_-1_abcdefg_012345600",
                           "eventstore_disposable_clone_4711_abcdefg_012345600", "shop"}) {
    INFO(name);
    CHECK_FALSE(pg::owner_of_clone(name));
  }
}

TEST_CASE("a purpose that does not fit into a name is a fault of ours", "[unit][clone]") {
  CHECK_THROWS_AS(pg::clone_name("comparisons", owner(), 0), std::logic_error);
}

}  // namespace eventstore::tests
