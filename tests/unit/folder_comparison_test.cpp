// A folder, what its scripts made, and what is in the database: every way in which they differ is
// named, and nothing that is others'.
#include "core/dataset/folder_comparison.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <catch2/matchers/catch_matchers_vector.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/catalogue/sql_scan.hpp"
#include "tests/support/recorded_store.hpp"

using namespace eventstore;
using namespace eventstore::dataset;
using namespace eventstore::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Equals;

namespace {

using Texts = std::vector<std::string>;

Texts differences(const RecordedStore& store, int server_major = 15) {
  Texts texts;
  for (const StoreDifference& each :
       compare_folder(store.catalogue, store.manifest, store.found, server_major).differences) {
    texts.push_back(each.text);
  }
  return texts;
}

}  // namespace

TEST_CASE("a database that is as the folder makes it does not differ", "[unit][folder]") {
  CHECK_THAT(differences(RecordedStore{}), Equals(Texts{}));
}

TEST_CASE("a script that is new, gone or says something else is named", "[unit][folder]") {
  RecordedStore store;
  SECTION("an index file that was added") {
    store.add_script("indexes/by_time.sql", {"CREATE INDEX by_time ON events (at)"});
    CHECK_THAT(differences(store), Equals(Texts{"indexes/by_time.sql is new: its index by_time is "
                                                "not in the database"}));
  }
  SECTION("a file without an index that was added") {
    store.add_script("tables/9_view.sql", {"CREATE VIEW v AS SELECT 1"});
    CHECK_THAT(differences(store),
               Equals(Texts{"tables/9_view.sql is new: the database was seeded without it"}));
  }
  SECTION("an index file that was deleted") {
    store.remove_script("indexes/by_tenant.sql");
    CHECK_THAT(differences(store),
               Equals(Texts{"index public.by_tenant of table public.events is in the database, but "
                            "no file of the folder makes it: indexes/by_tenant.sql is gone"}));
  }
  SECTION("an index file that was deleted, and its index with it") {
    store.remove_script("indexes/by_tenant.sql");
    store.drop("index", "public.by_tenant");
    CHECK_THAT(differences(store), Equals(Texts{}));
  }
  SECTION("a file that says something else") {
    store.script("indexes/by_tenant.sql").statements = {"CREATE INDEX by_tenant ON events (at)"};
    CHECK_THAT(differences(store),
               Equals(Texts{"indexes/by_tenant.sql says something else than when the database was "
                            "seeded; it made index public.by_tenant of table public.events"}));
  }
  SECTION("comments and blanks say nothing") {
    store.script("indexes/by_tenant.sql").statements = {
        "CREATE INDEX by_tenant -- for processors\n    ON events(tenant)"};
    CHECK_THAT(differences(store), Equals(Texts{}));
  }
  SECTION("another name of a file says nothing, and what it made is still known by it") {
    catalogue::StoreScript& script = store.script("indexes/by_tenant.sql");
    script.path = "indexes/1_by_tenant.sql";
    CHECK_THAT(differences(store), Equals(Texts{}));
    store.drop("index", "public.by_tenant");
    CHECK_THAT(differences(store),
               Equals(Texts{"index public.by_tenant of table public.events is not in the database: "
                            "indexes/1_by_tenant.sql made it"}));
  }
}

TEST_CASE("an object that is missing, added or not as it was made is named", "[unit][folder]") {
  RecordedStore store;
  SECTION("a missing index, and a constraint with its index once") {
    store.drop("index", "public.by_tenant");
    store.drop("constraint", "events_pkey");
    store.drop("index", "public.events_pkey");
    CHECK_THAT(differences(store),
               Equals(Texts{"index public.by_tenant of table public.events is not in the database: "
                            "indexes/by_tenant.sql made it",
                            "index public.events_pkey of table public.events is not in the "
                            "database: tables/1_events.sql made it"}));
  }
  SECTION("an index of the same name on other columns") {
    store.object("index", "public.by_tenant").definition =
        "CREATE INDEX by_tenant ON public.events USING btree (at)";
    const Texts texts = differences(store);
    REQUIRE(texts.size() == 1);
    CHECK_THAT(texts[0], ContainsSubstring("index public.by_tenant of table public.events is not "
                                           "as indexes/by_tenant.sql made it: "));
  }
  SECTION("an index that is not valid, a trigger that is off, a constraint that is not valid") {
    store.object("index", "public.by_tenant").definition += " INVALID";
    store.object("trigger", "noted").definition += " DISABLED";
    store.object("constraint", "positive").definition += " NOT VALID";
    const Texts texts = differences(store);
    REQUIRE(texts.size() == 3);
    CHECK_THAT(texts[0], ContainsSubstring("it is NOT VALID in addition"));
    CHECK_THAT(texts[1], ContainsSubstring("it is INVALID in addition"));
    CHECK_THAT(texts[2], ContainsSubstring("it is DISABLED in addition"));
  }
  SECTION("a column of another type") {
    store.object("column", "tenant").definition = "bigint NOT NULL";
    CHECK_THAT(differences(store),
               Equals(Texts{"column tenant of table public.events is not as tables/1_events.sql "
                            "made it: \"bigint NOT NULL\" instead of \"integer NOT NULL\""}));
  }
  SECTION("another body of a function") {
    store.object("function", "public.note()").definition += " ";
    CHECK_THAT(differences(store),
               Equals(Texts{"function public.note() is not as tables/2_note.sql made it"}));
  }
  SECTION("what was added to the store's table by hand") {
    store.add({"column", "extra", "public.events", "text", "me", ""});
    store.add({"trigger", "theirs", "public.events", "CREATE TRIGGER theirs", "me", ""});
    store.add({"index", "public.theirs", "public.events", "CREATE INDEX theirs", "me", ""});
    store.add({"constraint", "unique_at", "public.events", "UNIQUE (at)", "me", ""});
    store.add({"index", "public.unique_at", "public.events", "CREATE UNIQUE INDEX", "me", ""});
    store.add({"policy", "theirs", "public.events", "PERMISSIVE", "me", ""});
    store.add({"table", "public.events_2", "public.events", "PARTITION OF", "me", ""});
    const Texts texts = differences(store);
    CHECK(texts.size() == 6);
    for (const std::string& text : texts) {
      CHECK_THAT(
          text, Catch::Matchers::EndsWith("is in the database, but no file of the folder made it"));
    }
  }
  SECTION("what belongs to others is nobody's concern") {
    store.add({"table", "sales.events", "", "", "them", ""});
    store.add({"column", "tenant", "sales.events", "text", "them", ""});
    store.add({"index", "sales.by_tenant", "sales.events", "CREATE INDEX", "them", ""});
    store.add({"function", "public.theirs()", "", "CREATE FUNCTION", "them", ""});
    store.add({"view", "public.theirs", "", "SELECT 1", "them", ""});
    CHECK_THAT(differences(store), Equals(Texts{}));
  }
  SECTION("a table that is gone stands for what belonged to it") {
    std::erase_if(store.found, [](const StoreObject& object) {
      return object.table == "public.events" || object.name == "public.events";
    });
    CHECK_THAT(differences(store), Equals(Texts{"table public.events is not in the database: "
                                                "tables/1_events.sql made it"}));
  }
}

TEST_CASE("after an upgrade of the server its own wording is no difference", "[unit][folder]") {
  RecordedStore store;
  store.object("function", "public.note()").definition = "CREATE FUNCTION, said otherwise";
  CHECK(differences(store, 15).size() == 1);
  CHECK(differences(store, 16).empty());
  store.object("column", "tenant").definition = "bigint";
  CHECK(differences(store, 16).size() == 1);
}

TEST_CASE("where nothing was written down, the names of indexes are compared, and it is said",
          "[unit][folder]") {
  RecordedStore store;
  store.manifest.objects.clear();
  store.manifest.scripts.clear();
  CHECK(differences(store).empty());
  CHECK_THAT(compare_folder(store.catalogue, store.manifest, store.found, 15).no_check,
             ContainsSubstring("only the names of its indexes"));
  SECTION("an index that is not there") {
    store.drop("index", "public.by_tenant");
    CHECK_THAT(differences(store),
               Equals(Texts{"index by_tenant of the folder is not in the database"}));
  }
  SECTION("an index of which no file speaks, with or without a constraint") {
    store.remove_script("indexes/by_tenant.sql");
    store.add({"constraint", "own_key", "public.events", "UNIQUE (at)", "me", ""});
    store.add({"index", "public.own_key", "public.events", "CREATE UNIQUE INDEX", "me", ""});
    store.script("tables/1_events.sql").statements = {"CREATE TABLE events (position bigint)"};
    CHECK(differences(store).size() == 3);  // events_pkey is one of them.
  }
  SECTION("an index that the server may have named for a script") {
    store.add({"index", "public.events_at_idx", "public.events", "CREATE INDEX", "me", ""});
    CHECK(differences(store).size() == 1);
    store.add_script("indexes/unnamed.sql", {"CREATE INDEX ON events (at)"});
    CHECK(differences(store).empty());
  }
}

TEST_CASE("many differences are twenty lines and a count", "[unit][folder]") {
  StoreDifferences many(23);
  for (StoreDifference& each : many) each.text = "x";
  const std::string lines = lines_of(many);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 21);
  CHECK_THAT(lines, Catch::Matchers::EndsWith("  and 3 more\n"));
}
