// What --print-settings can print, and what docs/footprint.md lists: the same.
#include "core/pg/footprint.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/embedded_files.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"

namespace eventstore::tests {

using Catch::Matchers::ContainsSubstring;
using pg::FootprintEntry;
using pg::SessionUse;
using pg::Tool;

namespace {

/// The columns of the page.  eventstore-server works on no server but the local one, of which the
/// page has a table of its own.
constexpr std::array tools{Tool::seed_events, Tool::eventstore_bench, Tool::eventstore_load,
                           Tool::plan_review, Tool::bench_trust,      Tool::seed_ceiling};

std::string page() {
  return file_text(source_directory() + "/docs/footprint.md");
}

std::string row_of(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string rule_of(std::size_t columns) {
  std::string rule = "|";
  for (std::size_t i = 0; i < columns; ++i) rule += "---|";
  return rule + "\n";
}

std::string when(const FootprintEntry& entry, Tool tool) {
  for (const pg::MadeBy& each : entry.by) {
    if (each.tool == tool) return std::string{each.when};
  }
  return "-";
}

/// As the page has to have it.
std::string table_of(pg::Part part) {
  std::vector<std::string> heading{"what"};
  for (const Tool tool : tools) heading.push_back(fmt::format("`{}`", pg::name_of(tool)));
  heading.emplace_back("until");
  std::string table = row_of(heading) + rule_of(heading.size());
  for (const FootprintEntry& entry : pg::footprint_entries()) {
    if (entry.part != part) continue;
    if (entry.by.size() == 1 && entry.is_made_by(Tool::eventstore_server)) continue;
    std::vector<std::string> cells{pg::words_of(entry)};
    for (const Tool tool : tools) cells.push_back(when(entry, tool));
    cells.emplace_back(entry.until);
    table += row_of(cells);
  }
  return table;
}

std::string table_of_server() {
  std::string table = row_of({"what", "`eventstore-server`", "until"}) + rule_of(3);
  for (const FootprintEntry& entry : pg::footprint_entries()) {
    if (!entry.is_made_by(Tool::eventstore_server)) continue;
    table += row_of(
        {pg::words_of(entry), when(entry, Tool::eventstore_server), std::string{entry.until}});
  }
  return table;
}

std::string table_of_uses() {
  constexpr std::array uses{SessionUse::control, SessionUse::audit, SessionUse::measured_read,
                            SessionUse::measured_write};
  std::vector<std::string> heading{"setting"};
  for (const SessionUse use : uses) heading.emplace_back(pg::name_of(use));
  std::string table = row_of(heading) + rule_of(heading.size());
  constexpr int any_version = 990'000;
  for (const auto& [name, ignored] : pg::settings_for(SessionUse::control, any_version)) {
    std::vector<std::string> cells{fmt::format("`{}`", name)};
    for (const SessionUse use : uses) {
      const pg::Settings settings = pg::settings_for(use, any_version);
      const auto found = settings.find(name);
      cells.push_back(found == settings.end() ? "as the role has it"
                                              : fmt::format("`{}`", found->second));
    }
    table += row_of(cells);
  }
  return table;
}

}  // namespace

TEST_CASE("the page for the DBA has the tables that --print-settings prints from",
          "[unit][footprint]") {
  const pg::Part part = GENERATE(pg::Part::sessions, pg::Part::settings, pg::Part::locks,
                                 pg::Part::objects, pg::Part::commands);
  INFO("docs/footprint.md needs this table:\n\n" << table_of(part));
  CHECK(page().find(table_of(part)) != std::string::npos);
}

TEST_CASE("the page for the DBA has the settings of each use, and the local server",
          "[unit][footprint]") {
  const std::string table = GENERATE(table_of_uses(), table_of_server());
  INFO("docs/footprint.md needs this table:\n\n" << table);
  CHECK(page().find(table) != std::string::npos);
}

TEST_CASE("what is made on a server is listed in order, with words that fit a cell",
          "[unit][footprint]") {
  const auto& entries = pg::footprint_entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const FootprintEntry& entry = entries[i];
    INFO(entry.what);
    CHECK(static_cast<std::size_t>(entry.entry) == i);
    CHECK(pg::words_of(entry).size() <= 60);
    CHECK(entry.until.size() <= 60);
    CHECK_FALSE(entry.by.empty());
    for (const pg::MadeBy& each : entry.by) CHECK(each.when.size() <= 60);
  }
}

TEST_CASE("lines of the page for the DBA outside tables have at most 100 columns",
          "[unit][footprint]") {
  const std::string text = page();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    INFO(line);
    CHECK((line.starts_with("|") || line.size() <= 100));
    begin = end + 1;
  }
}

TEST_CASE("a footprint refuses what the page does not list for the tool", "[unit][footprint]") {
  pg::Footprint footprint{Tool::plan_review, "plan-review"};
  CHECK_THROWS_AS(footprint.add(pg::Entry::writer_lock), std::logic_error);
  CHECK_NOTHROW(footprint.add(pg::Entry::reader_lock));
}

TEST_CASE("a run that opens no database says so in one sentence", "[unit][footprint]") {
  const pg::Footprint footprint{Tool::seed_events, "seed-events --dry-run"};
  CHECK(footprint.text() ==
        "This run of seed-events opens no database and makes no session, setting, lock or object "
        "on a server.\n");
}

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

}  // namespace eventstore::tests
