// Buffers of what writes, reviewed again and again: the same change has the same verdict each time.

#include <regex>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/store_copy.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::ProgramResult;
using tests::SeededDatabase;

namespace {

constexpr int repetitions = 20;
const std::string type_index = "CREATE INDEX by_type ON domain_events (tenant_key, event_type)";

/// The reference store, and a database that it was seeded into.
struct Reviewed {
  tests::StoreCopy store{"reference"};
  SeededDatabase seeded = SeededDatabase::create_or_skip(store.path());
  tests::TemporaryDirectory directory;
  std::string mode = "generic";  ///< Empty: all.

  [[nodiscard]] ProgramResult review(const std::string& filter,
                                     std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--store", store.path(), "--filter", filter, "--baseline",
                             directory / "baseline"});
    if (!mode.empty()) more.insert(more.end(), {"--mode", mode});
    // Indexes and triggers are made by hand here.
    more.emplace_back("--allow-differences");
    return seeded.run("plan-review", more);
  }

  /// An index that the folder has as well.
  void add_index() const {
    store.write("indexes/by_type.sql", "-- read by: nothing yet\n" + type_index + ";\n");
    seeded.change(type_index);
  }
};

void make_trigger(const SeededDatabase& seeded, const std::string& when) {
  seeded.change(
      "CREATE OR REPLACE FUNCTION look_it_up() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN PERFORM 1 FROM domain_events WHERE event_id = NEW.event_id "
      "AND tenant_key = NEW.tenant_key; RETURN NEW; END'");
  seeded.change("CREATE TRIGGER look_it_up " + when +
                " INSERT ON domain_events FOR EACH ROW EXECUTE FUNCTION look_it_up()");
}

/// How many of the reviews end with this exit code.
int count_of(int exit_code, const Reviewed& reviewed, const std::string& filter) {
  int count = 0;
  for (int i = 0; i < repetitions; ++i) {
    const ProgramResult result = reviewed.review(filter);
    if (result.exit_code == exit_code) {
      ++count;
    } else {
      UNSCOPED_INFO(result.out << result.err);
    }
  }
  return count;
}

}  // namespace

TEST_CASE("twenty reviews of unchanged writes find no plan changed, whatever is selected",
          "[pg][explain]") {
  const Reviewed reviewed;
  const std::string writes = "append_events/(new_10?0?$|cold_short_1$)|store_snapshot";
  const ProgramResult written = reviewed.review(writes, {"--update-baseline"});
  INFO(written.out << written.err);
  REQUIRE(written.exit_code == 0);
  CHECK_THAT(tests::file_text(reviewed.directory / "baseline/append_events.plan"),
             ContainsSubstring("buffers (spread "));

  CHECK(count_of(0, reviewed, "append_events/(new_10$|new_100|cold)|store_snapshot") ==
        repetitions);
  const ProgramResult one = reviewed.review("append_events/new_100$");
  CHECK_THAT(one.out, ContainsSubstring("none differs"));
}

TEST_CASE("an index more on the events is a regression in each of twenty reviews",
          "[pg][explain]") {
  const Reviewed reviewed;
  REQUIRE(reviewed.review("append_events/new_", {"--update-baseline"}).exit_code == 0);
  reviewed.add_index();

  CHECK(count_of(4, reviewed, "append_events/new_10$") == repetitions);
  CHECK_THAT(reviewed.review("append_events/new_1$").out,
             ContainsSubstring("regressed append_events/new_1, generic plan: buffers "));
}

TEST_CASE("a trigger that reads is a regression, before the row and after it", "[pg][explain]") {
  const Reviewed reviewed;
  REQUIRE(reviewed.review("append_events/new_10$", {"--update-baseline"}).exit_code == 0);
  const auto when = GENERATE("BEFORE", "AFTER");
  make_trigger(reviewed.seeded, when);

  INFO(when);
  CHECK(count_of(4, reviewed, "append_events/new_10$") == repetitions);
}

TEST_CASE("an update of many rows is reviewed as steadily as an append", "[pg][explain]") {
  const Reviewed reviewed;
  reviewed.store.write("operations/rename_type.sql",
                       "-- @name rename_type\n"
                       "-- @question What does a correction of a tenant's newest events cost?\n"
                       "-- @param tenant_key integer from tenant.key\n"
                       "-- @case cold tenant=cold\n"
                       "-- @rows 0..1000\n"
                       "UPDATE domain_events SET payload_revision = '2'\n"
                       " WHERE tenant_key = :tenant_key AND event_type LIKE 'Order%'\n");
  REQUIRE(reviewed.review("rename_type", {"--update-baseline"}).exit_code == 0);

  CHECK(count_of(0, reviewed, "rename_type") == repetitions);
}

TEST_CASE("a regression passes with the lines that the review prints, and not above their limit",
          "[pg][explain]") {
  Reviewed reviewed;
  reviewed.mode = "";
  REQUIRE(reviewed.review("append_events/new_10$", {"--update-baseline"}).exit_code == 0);
  reviewed.add_index();
  const ProgramResult regressed = reviewed.review("append_events/new_10$");
  CHECK(regressed.exit_code == 4);
  std::smatch printed;
  REQUIRE(std::regex_search(regressed.out, printed,
                            std::regex{R"( *\[\[accepted\]\](?:\n +\w+ = .*)+)"}));
  const std::string lines = std::regex_replace(printed.str(), std::regex{"reason = \"\""},
                                               "reason = \"find_by_type reads it\"");

  reviewed.store.write("accepted.toml", lines);
  const ProgramResult accepted =
      reviewed.review("append_events/new_10$", {"--out", reviewed.directory / "plans.json"});
  INFO(accepted.out << accepted.err);
  CHECK(accepted.exit_code == 0);
  CHECK_THAT(accepted.out, ContainsSubstring(", 1 accepted change in 3 plans\n") &&
                               ContainsSubstring(": 3 differ, all accepted in accepted.toml\n") &&
                               ContainsSubstring("accepted.toml:1): find_by_type reads it"));
  const auto document = result::read_document(reviewed.directory / "plans.json");
  REQUIRE(document.plans.front().change);
  CHECK(document.plans.front().change->kind == result::PlanChange::Kind::accepted);

  reviewed.store.write("accepted.toml",
                       std::regex_replace(lines, std::regex{R"(limit = \d+)"}, "limit = 130"));
  CHECK(reviewed.review("append_events/new_10$").exit_code == 4);

  reviewed.store.write("accepted.toml", lines);
  reviewed.seeded.change("DROP INDEX by_type");
  reviewed.store.remove("indexes/by_type.sql");
  const ProgramResult stale = reviewed.review("append_events/new_10$");
  CHECK(stale.exit_code == 0);
  CHECK_THAT(stale.out, ContainsSubstring("accepted change no longer needed: buffers of "
                                          "append_events/new_10"));

  reviewed.store.write("accepted.toml", lines + "\nuntil = 2027\n");
  const ProgramResult wrong = reviewed.review("append_events/new_10$");
  CHECK(wrong.exit_code == 2);
  CHECK_THAT(wrong.err, ContainsSubstring("accepted.toml:7: unknown key 'until'"));
}

}  // namespace eventstore
