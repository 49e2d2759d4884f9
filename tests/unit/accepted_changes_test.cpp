// accepted.toml of a store's folder.

#include "core/catalogue/accepted_changes.hpp"

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::catalogue {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::vector<Operation>& operations() {
  static const Catalogue reference = load_catalogue("reference");
  return reference.operations;
}

std::string line(const std::string& operation, const std::string& case_name,
                 const std::string& quantity, const std::string& limit,
                 const std::string& more = "reason = \"a new index\"\n") {
  return "[[accepted]]\noperation = \"" + operation + "\"\ncase = \"" + case_name +
         "\"\nquantity = \"" + quantity + "\"\nlimit = " + limit + "\n" + more;
}

std::string complaint(const std::string& text) {
  try {
    static_cast<void>(parse_accepted_changes(text, "accepted.toml", operations()));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("accepted changes are read with the place where each stands", "[unit][accepted]") {
  const auto changes = parse_accepted_changes(
      line("append_events", "new_100", "buffers", "1900") +
          line("find_event.without_tenant", "*", "plan", "\"\"\"\nLimit\n  Seq Scan\n\"\"\""),
      "accepted.toml", operations());

  REQUIRE(changes.size() == 2);
  CHECK(changes[0] == AcceptedChange{.operation = "append_events",
                                     .case_name = "new_100",
                                     .step = "",
                                     .quantity = "buffers",
                                     .limit = "1900",
                                     .reason = "a new index",
                                     .at = "accepted.toml:1"});
  CHECK(changes[1].limit == "Limit\n  Seq Scan");
  CHECK(changes[1].at == "accepted.toml:7");
  CHECK(parse_accepted_changes("", "accepted.toml", operations()).empty());
}

TEST_CASE("what is wrong in accepted.toml is named with its line", "[unit][accepted]") {
  const std::string right = line("append_events", "new_100", "buffers", "1900");
  CHECK(complaint(right).empty());
  CHECK_THAT(complaint("[accept]\n"), ContainsSubstring("unknown key 'accept'"));
  CHECK_THAT(complaint("accepted = 3\n"), StartsWith("accepted.toml:1: write [[accepted]]"));
  CHECK_THAT(complaint(right + "until = 2027\n"),
             StartsWith("accepted.toml:7: unknown key 'until'"));
  CHECK_THAT(complaint(line("append_event", "new_100", "buffers", "1900")),
             StartsWith("accepted.toml:2: the store has no operation 'append_event'; it has ") &&
                 ContainsSubstring("append_events"));
  CHECK_THAT(complaint(line("append_events", "new_7", "buffers", "1900")),
             StartsWith("accepted.toml:3: append_events has no case 'new_7'; it has new_1,"));
  CHECK_THAT(complaint(line("append_events", "*", "rows", "1900")),
             StartsWith("accepted.toml:4: 'quantity' is buffers, wal_bytes, plan, not 'rows'"));
  CHECK_THAT(complaint(line("append_events", "*", "p95", "12")), ContainsSubstring("@sla"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "\"1900\"")),
             StartsWith("accepted.toml:5: 'limit' of buffers must be a whole number"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "0")), ContainsSubstring("above 0"));
  CHECK_THAT(complaint(line("append_events", "*", "plan", "7")), ContainsSubstring("'limit'"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "1900", "")),
             ContainsSubstring("'reason' is missing"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "1900", "reason = \"\"\n")),
             ContainsSubstring("'reason' must be a text"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "1900", "reason = \"a\\u001bb\"\n")),
             ContainsSubstring("one line"));
  CHECK_THAT(complaint(line("append_events", "*", "buffers", "1900",
                            "reason = \"why\"\nstep = \"insert\"\n")),
             ContainsSubstring("append_events has no step 'insert'"));
  CHECK_THAT(complaint(right + right),
             StartsWith("accepted.toml:7: buffers of append_events/new_100 is accepted at "
                        "accepted.toml:1 already"));
  CHECK_THAT(complaint("[[accepted]\n"), StartsWith("accepted.toml:1: "));
}

TEST_CASE("a folder's own file counts, and a built-in store has none", "[unit][accepted]") {
  CHECK(load_accepted_changes("reference", operations()).empty());
  const tests::StoreCopy store{"reference"};
  CHECK(load_accepted_changes(store.path(), operations()).empty());

  store.write("accepted.toml", line("append_events", "new_100", "buffers", "1900"));
  const auto changes = load_accepted_changes(store.path(), operations());
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].at == store.path() + "/accepted.toml:1");
  // It is no part of the store's scripts.
  CHECK_NOTHROW(load_catalogue(store.path()));

  store.write("accepted.toml", std::string(1'000'001, '\n'));
  CHECK_THROWS_WITH(load_accepted_changes(store.path(), operations()),
                    ContainsSubstring("more than a megabyte"));
}

}  // namespace eventstore::catalogue
