#include "core/catalogue/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/embedded_files.hpp"
#include "core/tool/errors.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/store_copy.hpp"

namespace eventstore::catalogue {

namespace fs = std::filesystem;
using tests::StoreCopy;

namespace {

std::string complaint_about(const std::string& store) {
  try {
    static_cast<void>(load_catalogue(store));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("every built-in store is sound, and all its sources are known", "[unit][catalogue]") {
  const std::string store = GENERATE("reference", "reference-hash", "reference-range",
                                     "reference-position", "reference-notify", "eaf-v1");
  const Catalogue catalogue = load_catalogue(store);
  CHECK(catalogue.store.name == store);
  CHECK_FALSE(catalogue.tables.empty());
  for (const Operation& operation : catalogue.operations) {
    INFO(operation.file);
    CHECK_NOTHROW(cases::check_sources(operation));
  }
}

TEST_CASE("an index names operations that exist", "[unit][catalogue]") {
  const Catalogue catalogue =
      load_catalogue(GENERATE("reference", "reference-hash", "reference-range",
                              "reference-position", "reference-notify", "eaf-v1"));
  std::set<std::string> names;
  for (const Operation& operation : catalogue.operations) names.insert(operation.name);
  for (const StoreScript& index : catalogue.indexes) {
    for (const std::string& reader : index.read_by) {
      INFO(index.file << " is read by " << reader);
      CHECK(names.contains(reader));
    }
  }
}

TEST_CASE("the targets that were promised stand in the reference store", "[unit][catalogue]") {
  const Catalogue catalogue = load_catalogue("reference");
  const auto limit = [&](const std::string& name, const std::string& setting,
                         const std::string& value) {
    for (const Operation& operation : catalogue.operations) {
      if (operation.name != name) continue;
      for (const Sla& sla : operation.slas) {
        const Case which{.name = "", .settings = {{setting, value}}};
        if (sla.percentile == 95.0 && applies_to(sla.when, which)) return sla.limit_ms;
      }
    }
    return 0.0;
  };
  CHECK(limit("append_events", "events", "1") == 10.0);
  CHECK(limit("append_events", "events", "100") == 50.0);
  CHECK(limit("load_aggregate", "length", "1000") == 20.0);
  CHECK(limit("read_stream_batch", "batch", "1000") == 50.0);
  CHECK(limit("read_all_tenants_batch", "batch", "1000") == 50.0);
  CHECK(limit("create_head_token", "", "") == 1.0);
  CHECK(limit("create_tail_token", "", "") == 1.0);
  CHECK(limit("create_token_at", "", "") == 1.0);
}

TEST_CASE("a store in a folder is read like a built-in one", "[unit][catalogue]") {
  const StoreCopy copy{"reference"};
  CHECK(load_catalogue(copy.path()).operations.size() ==
        load_catalogue("reference").operations.size());
}

TEST_CASE("a store's files are the same with CRLF, byte-order mark and upper-case extensions",
          "[unit][catalogue]") {
  const Catalogue plain = load_catalogue("reference");
  const StoreCopy copy{"reference"};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{copy.path()}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  for (const fs::path& file : files) {
    std::string text = "\xEF\xBB\xBF";
    for (const char c : tests::file_text(file)) {
      text += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
    }
    const bool is_script = file.extension() == ".sql";
    copy.remove(fs::relative(file, copy.path()).string());
    copy.write(fs::relative(file, copy.path()).replace_extension(is_script ? ".SQL" : ".TOML"),
               text);
  }

  const Catalogue changed = load_catalogue(copy.path());
  REQUIRE(changed.operations.size() == plain.operations.size());
  for (std::size_t i = 0; i < plain.operations.size(); ++i) {
    const Operation &before = plain.operations[i], &after = changed.operations[i];
    CAPTURE(before.name);
    REQUIRE(before.steps.size() == after.steps.size());
    for (std::size_t step = 0; step < before.steps.size(); ++step) {
      CHECK(before.steps[step].sql == after.steps[step].sql);
      CHECK(before.steps[step].expectations.size() == after.steps[step].expectations.size());
    }
  }
  const auto same = [](const StoreScript& a, const StoreScript& b) {
    return a.path == b.path && a.statements == b.statements && a.read_by == b.read_by;
  };
  CHECK(std::equal(plain.tables.begin(), plain.tables.end(), changed.tables.begin(),
                   changed.tables.end(), same));
  CHECK(std::equal(plain.indexes.begin(), plain.indexes.end(), changed.indexes.begin(),
                   changed.indexes.end(), same));

  copy.write("tables/1_tenants.sql", "SELECT 1;");
  CHECK_THAT(complaint_about(copy.path()),
             Catch::Matchers::ContainsSubstring("differ only in upper and lower case"));
}

TEST_CASE("everything that a store's profile does not map is named at once", "[unit][catalogue]") {
  const StoreCopy copy{"reference"};
  copy.replace("store.toml", "event_type ", "# ");
  copy.replace("store.toml", "metadata ", "# ");
  CHECK_THAT(complaint_about(copy.path()),
             Catch::Matchers::ContainsSubstring("does not map 'event_type', 'metadata'"));
}

TEST_CASE("a store's mistakes are named with file and line", "[unit][catalogue]") {
  const auto [file, from, to,
              expected] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"store.toml", "[events.columns]", "[events.colums]", "store.toml:12: unknown key 'colums'"},
      {"store.toml",
       "payload_revision =", "payload_version =", "unknown canonical column 'payload_version'"},
      {"store.toml", "[tenants]", "[tenents]", "unknown key 'tenents'"},
      {"store.toml", "table = \"domain_events\"", "table = 7", "'table' must be a text"},
      {"store.toml", "event_id         = \"event_id\"", "", "does not map 'event_id'"},
      {"store.toml", "name = \"reference\"", "name = ", "store.toml:3:"},
      {"store.toml", "visibility = \"snapshot_barrier\"", "visibility = \"barrier\"",
       "store.toml:6: unknown visibility 'barrier'; known are naive, gap_aware, snapshot_barrier, "
       "serialised_writers"},
      {"store.toml", "visibility = \"snapshot_barrier\"", "visibility = true",
       "store.toml:6: 'visibility' must be a text"},
      {"store.toml", "visibility = \"snapshot_barrier\"", "notify_channel = 7",
       "store.toml:6: 'notify_channel' must be a text"},
      {"store.toml", "visibility = \"snapshot_barrier\"", "notify_channel = \"\"",
       "store.toml:6: 'notify_channel' is empty"},
      {"store.toml", "visibility = \"snapshot_barrier\"",
       "notify_channel = \"" + std::string(64, 'x') + "\"",
       "store.toml:6: 'notify_channel' must be a name of up to 63 bytes"},
      {"indexes/domain_events_stream_idx.sql", "-- read by: read_stream_batch", "-- fast",
       "domain_events_stream_idx.sql:1: the first line of an index says"},
      {"operations/find_event.sql", "@rows", "@lines", "find_event.sql:8: unknown key"},
  }));
  CAPTURE(file, to);
  const StoreCopy copy{"reference"};
  copy.replace(file, from, to);

  CHECK_THAT(complaint_about(copy.path()), Catch::Matchers::ContainsSubstring(expected));
}

TEST_CASE("a plan line that names a role the store does not have is refused", "[unit][catalogue]") {
  const StoreCopy copy{"eaf-v1"};
  copy.replace("operations/find_event.sql", "index_cond(events: event_id)",
               "never seq_scan(tenants)");
  CHECK_THAT(complaint_about(copy.path()),
             Catch::Matchers::ContainsSubstring("no table in the role 'tenants'"));
}

TEST_CASE("a store without operations, or a folder without a store, is refused",
          "[unit][catalogue]") {
  const StoreCopy copy{"reference"};
  copy.remove("operations");
  CHECK_THAT(complaint_about(copy.path()), Catch::Matchers::ContainsSubstring("no operations"));
  copy.remove("store.toml");
  CHECK_THAT(complaint_about(copy.path()), Catch::Matchers::ContainsSubstring("no store.toml"));
  CHECK_THAT(complaint_about("./no/such/folder"),
             Catch::Matchers::ContainsSubstring("is no directory"));
  CHECK_THAT(complaint_about("referense"),
             Catch::Matchers::ContainsSubstring("built in are eaf-v1, reference"));
}

TEST_CASE("each of the harness's own statements is one statement with a reason",
          "[unit][catalogue]") {
  for (const EmbeddedFile& file : embedded_sql()) {
    if (!file.path.starts_with("harness/")) continue;
    INFO(file.path);
    CHECK(file.text.starts_with("-- "));
    const auto name = file.path.substr(8, file.path.size() - 12);
    CHECK_NOTHROW(harness_sql(name));
  }
  CHECK_THROWS_AS(harness_sql("no_such_statement"), std::logic_error);
}

TEST_CASE("what the build carries is what stands in sql/", "[unit][catalogue]") {
  std::set<std::string> embedded, on_disk;
  for (const EmbeddedFile& file : embedded_sql()) {
    embedded.emplace(file.path);
    CHECK(tests::file_text(fs::path{tests::source_directory()} / "sql" / file.path) == file.text);
  }
  const fs::path root = fs::path{tests::source_directory()} / "sql";
  for (const auto& entry : fs::recursive_directory_iterator{root}) {
    const auto extension = entry.path().extension();
    if (extension == ".sql" || extension == ".toml") {
      on_disk.insert(fs::relative(entry.path(), root).generic_string());
    }
  }
  CHECK(embedded == on_disk);
}

}  // namespace eventstore::catalogue
