// Which strategies against late commits a store's catalogue has.
#include "core/engine/visibility.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/catalogue/store_profile.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::engine {

using catalogue::Catalogue;
using catalogue::load_catalogue;

TEST_CASE("a visibility has a name, and that name means it", "[unit][visibility]") {
  for (const Visibility visibility : all_visibilities) {
    CHECK_FALSE(name_of(visibility).empty());
    CHECK(visibility_named(name_of(visibility)) == visibility);
  }
  CHECK_FALSE(visibility_named("barrier").has_value());
  CHECK_FALSE(visibility_named("").has_value());
}

TEST_CASE("built-in stores say what their readers do about late commits", "[unit][visibility]") {
  const auto [store, expected] = GENERATE(table<std::string, Visibility>({
      {"reference", Visibility::snapshot_barrier},
      {"reference-hash", Visibility::snapshot_barrier},
      {"reference-range", Visibility::snapshot_barrier},
      {"reference-position", Visibility::naive},
      {"reference-notify", Visibility::snapshot_barrier},
      {"eaf-v1", Visibility::naive},
  }));
  const Catalogue catalogue = load_catalogue(store);
  CHECK(visibility_of(catalogue.store) == expected);
  if (store == "reference-position") {
    CHECK(visibilities_of(catalogue) ==
          std::vector{expected, Visibility::gap_aware, Visibility::serialised_writers});
  } else {
    CHECK(visibilities_of(catalogue) == std::vector{expected});
  }
}

TEST_CASE("nothing safe is assumed of a store that does not say its visibility",
          "[unit][visibility]") {
  const tests::StoreCopy copy{"reference"};
  copy.replace("store.toml", "visibility = \"snapshot_barrier\"", "");
  CHECK(visibility_of(load_catalogue(copy.path()).store) == Visibility::naive);
}

TEST_CASE("a store that extends another one has its visibility, or its own", "[unit][visibility]") {
  const std::string text = "extends = \"reference\"\nname = \"mine\"\ndescription = \"a test's\"\n";
  const catalogue::StoreProfile base = load_catalogue("reference").store;
  const auto taken_over = catalogue::parse_store_profile(text, "store.toml", &base);
  const auto own =
      catalogue::parse_store_profile(text + "visibility = \"naive\"\n", "store.toml", &base);
  CHECK(taken_over.visibility == Visibility::snapshot_barrier);
  CHECK(own.visibility == Visibility::naive);
}

TEST_CASE("an operation with a strategy is taken under it, the plain one under any other",
          "[unit][visibility]") {
  const tests::StoreCopy copy{"reference"};
  const std::string operations = copy.path() + "/operations/";
  for (const std::string strategy : {"naive", "fancy"}) {
    std::string text = tests::file_text(operations + "find_event.sql");
    text.insert(text.find("-- @question"), "-- @strategy " + strategy + "\n");
    std::ofstream{operations + "find_event." + strategy + ".sql"} << text;
  }
  const Catalogue catalogue = load_catalogue(copy.path());

  // Words that are no visibility are the business of others.
  CHECK(visibilities_of(catalogue) == std::vector{Visibility::naive, Visibility::snapshot_barrier});
  const auto title_under = [&](const char* name, Visibility visibility) {
    const catalogue::Operation* operation = operation_for(catalogue, name, visibility);
    return operation == nullptr ? "" : operation->title();
  };
  CHECK(title_under("find_event", Visibility::naive) == "find_event.naive");
  CHECK(title_under("find_event", Visibility::snapshot_barrier) == "find_event");
  CHECK(title_under("find_event", Visibility::gap_aware) == "find_event");
  CHECK(title_under("append_events", Visibility::naive) == "append_events");
  CHECK(title_under("no_such_operation", Visibility::naive).empty());
}

}  // namespace eventstore::engine
