// plan-review with a baseline, as a user runs it.

#include <fstream>
#include <regex>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/document.hpp"
#include "tests/support/seeded_database.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore {

using Catch::Matchers::ContainsSubstring;
using tests::ProgramResult;
using tests::SeededDatabase;

namespace {

/// Replaces the first match in the file, and requires that there is one.
void edit(const std::string& path, const std::string& pattern, const std::string& text) {
  std::ostringstream before;
  before << std::ifstream{path}.rdbuf();
  const std::string after = std::regex_replace(before.str(), std::regex{pattern}, text,
                                               std::regex_constants::format_first_only);
  REQUIRE(after != before.str());
  std::ofstream{path} << after;
}

}  // namespace

TEST_CASE("plan-review exits 2 for a baseline that has none of the plans", "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const tests::TemporaryDirectory directory;
  const std::string baseline = directory / "baseline";
  const auto review = [&](const std::string& filter, std::vector<std::string> more) {
    more.insert(more.end(), {"--filter", filter, "--baseline", baseline});
    return seeded.run("plan-review", more);
  };
  REQUIRE(review("find_event/", {"--update-baseline"}).exit_code != 2);

  const ProgramResult none = review("create_head_token/", {});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.out, ContainsSubstring("has none of these plans, so nothing was compared"));
  CHECK(review("create_head_token/|find_event/", {}).exit_code != 2);
  CHECK(review("create_head_token/", {"--update-baseline"}).exit_code != 2);
}

TEST_CASE("plan-review keeps plans, finds none changed after ANALYZE, and exits 4 for a regression",
          "[pg][explain]") {
  const SeededDatabase seeded = SeededDatabase::create_or_skip();
  const tests::TemporaryDirectory directory;
  const std::string baseline = directory / "baseline";
  const auto review = [&](std::vector<std::string> more) {
    more.insert(more.end(),
                {"--filter", "append_events/new_10$|load_aggregate/", "--baseline", baseline});
    return seeded.run("plan-review", more);
  };

  const ProgramResult without = review({});
  CHECK(without.exit_code == 2);
  CHECK_THAT(without.err, ContainsSubstring("--update-baseline writes one"));

  const ProgramResult written = review({"--update-baseline"});
  INFO(written.out << written.err);
  REQUIRE(written.exit_code != 2);
  CHECK_THAT(written.out, ContainsSubstring("2 files written"));

  seeded.change("ANALYZE");
  const ProgramResult same = review({});
  CHECK(same.exit_code == written.exit_code);
  CHECK_THAT(same.out, !ContainsSubstring("regressed") && !ContainsSubstring("changed"));

  edit(baseline + "/load_aggregate.plan", R"((\[hot_1000, custom\] pass, 1,000 rows), [\d,]+ )",
       "$1, 90 ");
  const ProgramResult worse = review({"--out", directory / "plans.json"});
  INFO(worse.out);
  CHECK(worse.exit_code == 4);
  CHECK_THAT(worse.out,
             ContainsSubstring("regressed load_aggregate/hot_1000, custom plan: buffers 90 -> "));
  const auto document = result::read_document(directory / "plans.json");
  CHECK(document.exit_code == ExitCode::regression);

  const ProgramResult accepted = review({"--update-baseline"});
  CHECK(accepted.exit_code == 0);
  CHECK_THAT(accepted.out, ContainsSubstring("regressed") && ContainsSubstring("1 file written"));
  CHECK(review({}).exit_code == 0);
}

}  // namespace eventstore
