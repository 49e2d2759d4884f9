// Sequences that a text of SQL names.
#include "generator/positions.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/dataset/made_objects.hpp"

namespace eventstore::seed {

using Names = std::vector<std::string>;

TEST_CASE("the sequences in a text are the arguments of nextval", "[unit][positions]") {
  CHECK(sequences_named_in("SELECT nextval('a'), NEXTVAL ( 'b.\"C d\"' )") ==
        Names{"a", "b.\"C d\""});
  CHECK(sequences_named_in("INSERT INTO t SELECT nextval('numbers'::regclass)") ==
        Names{"numbers"});
  CHECK(sequences_named_in("SELECT my_nextval('a'), nextval(x), setval('b', 1)").empty());
  CHECK(sequences_named_in("nextval").empty());
  CHECK(sequences_named_in("nextval('never ends").empty());
  CHECK(sequences_named_in("").empty());
}

}  // namespace eventstore::seed

namespace eventstore::dataset {

namespace {

FoundObject found(const std::string& kind, const std::string& name, std::int64_t oid,
                  const std::string& owner = "me") {
  return {.kind = kind, .name = name, .owner = owner, .catalog = 1259, .oid = oid};
}

}  // namespace

TEST_CASE("what a script made is what was not there before, partitions aside", "[unit][others]") {
  const std::vector<FoundObject> before{found("table", "public.a", 1)};
  FoundObject part = found("table", "public.b_1", 3);
  part.is_partition = true;
  const auto made = made_since(
      before, {found("table", "public.a", 1), found("table", "public.b", 2), part}, "tables/1.sql");
  REQUIRE(made.size() == 1);
  CHECK(made.front() ==
        MadeObject{
            .kind = "table", .name = "public.b", .file = "tables/1.sql", .owner = "me", .oid = 2});
  // Made anew under the same name.
  CHECK(made_since(before, {found("table", "public.a", 4)}, "x").size() == 1);
}

TEST_CASE("an object is ours while name, owner and oid are as they were", "[unit][others]") {
  const MadeObject made{.kind = "table", .name = "public.a", .file = "x", .owner = "me", .oid = 1};
  CHECK_FALSE(change_of_owner(made, {found("table", "public.a", 1)}));
  CHECK_FALSE(change_of_owner(made, {}));
  CHECK(change_of_owner(made, {found("table", "public.a", 2)}) == "was made anew since");
  CHECK(change_of_owner(made, {found("table", "public.a", 1, "you")}) == "belongs to role you");
  // A view of that name is another thing; the oid of a file's script is not known.
  CHECK_FALSE(change_of_owner(made, {found("view", "public.a", 2)}));
  CHECK_FALSE(
      change_of_owner({.kind = "table", .name = "public.a", .file = "x", .owner = "", .oid = 0},
                      {found("table", "public.a", 2)}));
  // REINDEX CONCURRENTLY makes an index anew.
  CHECK_FALSE(
      change_of_owner({.kind = "index", .name = "public.i", .file = "x", .owner = "me", .oid = 1},
                      {found("index", "public.i", 2)}));
}

}  // namespace eventstore::dataset
