// A store that takes over another one's files, and replaces or does without some of them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::catalogue {

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;

namespace {

/// A folder with a store.toml and nothing else yet.
class OwnStore {
 public:
  explicit OwnStore(const std::string& profile) { write("store.toml", profile); }

  void write(const std::string& file, const std::string& text) const {
    const fs::path target = fs::path{path()} / file;
    fs::create_directories(target.parent_path());
    std::ofstream{target} << text;
  }
  [[nodiscard]] std::string path() const { return directory_ / "store"; }

 private:
  tests::TemporaryDirectory directory_;
};

const std::string named = "name = \"mine\"\ndescription = \"of a test\"\n";

std::string complaint_about(const std::string& profile) {
  const OwnStore store{profile};
  try {
    static_cast<void>(load_catalogue(store.path()));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

const StoreScript* script_named(const std::vector<StoreScript>& scripts, const std::string& name) {
  const auto found = std::find_if(scripts.begin(), scripts.end(),
                                  [&](const StoreScript& script) { return script.name == name; });
  return found == scripts.end() ? nullptr : &*found;
}

/// What stands between the parentheses of CREATE TABLE domain_events.
std::string columns_of_events(const std::string& store) {
  const std::string text =
      tests::file_text(tests::source_directory() + "/sql/" + store + "/tables/2_domain_events.sql");
  const std::size_t begin = text.find("CREATE TABLE domain_events (\n");
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find("\n)", begin) - begin);
}

}  // namespace

TEST_CASE("a store that extends another one is that store under its own name",
          "[unit][catalogue]") {
  const OwnStore store{"extends = \"reference\"\n" + named};
  const Catalogue own = load_catalogue(store.path());
  const Catalogue base = load_catalogue("reference");

  CHECK(own.store.name == "mine");
  CHECK(own.store.description == "of a test");
  CHECK(own.store.events.table == "domain_events");
  CHECK(own.store.events.columns == base.store.events.columns);
  CHECK(own.store.tenants.has_value());
  CHECK(own.tables.size() == base.tables.size());
  CHECK(own.indexes.size() == base.indexes.size());
  CHECK(own.operations.size() == base.operations.size());
}

TEST_CASE("a file of the same name replaces the base's, others are added in their order",
          "[unit][catalogue]") {
  const OwnStore store{"extends = \"reference\"\n" + named};
  store.write("indexes/domain_events_time_idx.sql",
              "-- read by: create_token_at\nCREATE INDEX domain_events_time_idx ON domain_events "
              "USING brin (timestamp_utc);");
  store.write("tables/0_extension.sql", "CREATE EXTENSION btree_gin;");
  const Catalogue own = load_catalogue(store.path());
  const Catalogue base = load_catalogue("reference");

  CHECK(own.indexes.size() == base.indexes.size());
  CHECK_THAT(script_named(own.indexes, "domain_events_time_idx")->statements.front(),
             EndsWith("USING brin (timestamp_utc)"));
  CHECK(own.tables.front().name == "0_extension");
  CHECK(own.tables.size() == base.tables.size() + 1);
  CHECK_THAT(own.tables.back().file, ContainsSubstring("reference/tables/"));
}

TEST_CASE("a role that the store describes itself replaces the base's", "[unit][catalogue]") {
  const OwnStore store{"extends = \"reference\"\n" + named +
                       "[snapshots]\ntable = \"states\"\n[snapshots.columns]\n"
                       "payload = \"state\"\n"};
  const StoreProfile profile = load_catalogue(store.path()).store;

  CHECK(profile.snapshots->table == "states");
  CHECK(profile.snapshots->columns.size() == 1);
  CHECK(profile.events.table == "domain_events");
}

TEST_CASE("a store does without what it says it does", "[unit][catalogue]") {
  const OwnStore store{
      "extends = \"reference\"\nwithout = [\"indexes/domain_events_time_idx.sql\", "
      "\"operations/create_token_at.sql\"]\n" +
      named};
  const Catalogue own = load_catalogue(store.path());
  const Catalogue base = load_catalogue("reference");

  CHECK(script_named(own.indexes, "domain_events_time_idx") == nullptr);
  CHECK(own.indexes.size() == base.indexes.size() - 1);
  CHECK(own.operations.size() == base.operations.size() - 1);
}

TEST_CASE("mistakes in extends and without are named with file and line", "[unit][catalogue]") {
  const auto [profile, expected] = GENERATE(table<std::string, std::string>({
      {named + "extends = \"referense\"",
       "store.toml:3: there is no built-in store 'referense' to extend; built in are eaf-v1"},
      {named + "extends = 7", "store.toml:3: 'extends' must be a text"},
      {named + "extends = \"reference-hash\"",
       "store.toml:3: the store reference-hash itself extends reference"},
      {named + "\nwithout = [\"indexes/x.sql\"]",
       "store.toml:4: 'without' leaves out files of the store that 'extends' names"},
      {named + "extends = \"reference\"\nwithout = [\"indexes/x.sql\"]",
       "store.toml:4: 'without' names indexes/x.sql, which is no file of the store reference"},
      {named + "extends = \"reference\"\nwithout = [\"store.toml\"]",
       "store.toml:4: 'without' names store.toml"},
      {named + "extends = \"reference\"\nwithout = \"indexes/x.sql\"",
       "store.toml:4: 'without' must be a list of files"},
      {named + "extends = \"reference\"\nwithout = [7]",
       "store.toml:4: 'without' must be a list of files"},
      {named + "extend = \"reference\"", "store.toml:3: unknown key 'extend'"},
      {"extends = \"reference\"\nname = \"mine\"", "'description' is missing"},
      {named +
           "extends = \"reference\"\n[events]\ntable = \"e\"\n[events.columns]\npayload = \"p\"",
       "store.toml:4: [events.columns] does not map 'position'"},
  }));
  CAPTURE(profile);
  CHECK_THAT(complaint_about(profile), ContainsSubstring(expected));
}

TEST_CASE("the partitioned stores have the reference store's columns", "[unit][catalogue]") {
  const std::string store = GENERATE("reference-hash", "reference-range");
  CHECK(columns_of_events(store) == columns_of_events("reference"));
}

TEST_CASE("the partitioned stores change no operation but the range store's append",
          "[unit][catalogue]") {
  const std::string store = GENERATE("reference-hash", "reference-range");
  for (const Operation& operation : load_catalogue(store).operations) {
    const bool is_own = store == "reference-range" && operation.name == "append_events";
    CHECK(operation.file.starts_with((is_own ? store : "reference") + "/"));
  }
}

}  // namespace eventstore::catalogue
