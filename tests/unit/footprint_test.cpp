#include "core/pg/footprint.hpp"

#include <regex>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/catalogue/embedded_files.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;

namespace {

std::string page() {
  return file_text(source_directory() + "/docs/footprint.md");
}

}  // namespace

TEST_CASE("the page for the DBA names every object that a statement of the harness makes",
          "[unit][footprint]") {
  static const std::regex made{
      R"(CREATE\s+(?:TEMPORARY\s+)?(?:TABLE|SCHEMA|EXTENSION)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:eventstore_harness\.)?(\w+))"};
  std::set<std::string> names;
  for (const catalogue::EmbeddedFile& file : catalogue::embedded_sql()) {
    if (!file.path.starts_with("harness/")) continue;
    const std::string text{file.text};
    for (std::sregex_iterator found{text.begin(), text.end(), made}, end; found != end; ++found) {
      names.insert((*found)[1]);
    }
  }
  CHECK(names.size() >= 5);
  for (const std::string& name : names) CHECK_THAT(page(), ContainsSubstring(name));
}

TEST_CASE("the page for the DBA names every setting that sessions get", "[unit][footprint]") {
  for (const auto use : {pg::SessionUse::control, pg::SessionUse::measured_read}) {
    for (const auto& [name, value] : pg::settings_for(use, 990'000)) {
      CHECK_THAT(page(), ContainsSubstring(name));
    }
  }
}

}  // namespace eventstore::tests
