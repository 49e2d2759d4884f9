// The lines about a long job.
#include "core/tool/progress.hpp"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/text_lines.hpp"
#include "generator/summary.hpp"

using namespace eventstore;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;

namespace {

const ProgressPhase copy{.name = "copy", .total = 1'000'000, .unit = "event"};
const ProgressPhase rest_of_copy{
    .name = "copy", .total = 1'000'000, .unit = "event", .before = 440'000};

/// What was written to a stream.
std::string text_of(std::FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 256> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
    text.append(buffer.data(), count);
  }
  return text;
}

}  // namespace

TEST_CASE("speed and time left are those of what is done now", "[unit][progress]") {
  CHECK(line_during(copy, 500'000, 10, 0) == "copy        50 %  50,000 events/s  10.0 s left");
  CHECK(line_during(rest_of_copy, 0, 2, 0) == "copy        44 %");
  CHECK(line_during(rest_of_copy, 280'000, 10, 0) ==
        "copy        72 %  28,000 events/s  10.0 s left");
  CHECK(line_after(copy, 1'000'000, 10) ==
        "copy            10.0 s  1,000,000 events, 100,000 per second");
  CHECK(line_after(rest_of_copy, 560'000, 10) ==
        "copy            10.0 s  1,000,000 events, 56,000 per second");
  ProgressPhase whole = rest_of_copy;
  whole.before = whole.total;
  CHECK(line_after(whole, 0, 10) == "copy            10.0 s  1,000,000 events");
}

TEST_CASE("a phase of a few coarse steps has no speed", "[unit][progress]") {
  const ProgressPhase index{.name = "index", .total = 6, .unit = "index"};
  CHECK(line_during(index, 3, 5, 0) == "index       50 %");
  CHECK(line_during(index, 3, 5, 80) == "index      [###############...............]  50 %");
  CHECK(line_after(index, 6, 5) == "index           5.00 s  6 indexes");
  CHECK(line_after({.name = "index", .total = 1, .unit = "index"}, 1, 5) ==
        "index           5.00 s  1 index");
}

TEST_CASE("the longest name of a phase stands apart from its time", "[unit][progress]") {
  CHECK(line_during({.name = "checkpoint"}, 0, 0, 0) == "checkpoint 0.00 s");
  CHECK(line_after({.name = "checkpoint"}, 0, 0.5) == "checkpoint      0.50 s");
}

TEST_CASE("a line that was being rewritten is ended when the job is cut short",
          "[unit][progress]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  {
    Progress progress{Verbosity::normal, file, {.width = 80}};
    progress.begin(copy);
  }
  CHECK_THAT(text_of(file), EndsWith("0 %\n"));
  {
    Progress progress{Verbosity::normal, file, {.width = 80}};
    progress.begin(copy);
    progress.end(1'000'000);
  }
  CHECK_THAT(text_of(file), EndsWith("1,000,000 events\n"));
  {
    Progress progress{Verbosity::quiet, file, {.width = 80}};
    progress.begin(copy);
  }
  CHECK_THAT(text_of(file), EndsWith("1,000,000 events\n"));
  std::fclose(file);
}

TEST_CASE("a long sentence is broken between its parts", "[unit][progress]") {
  const std::vector<std::string> parts{"12345", "1234", "123456789"};
  CHECK(in_lines(parts, 100) == "12345 1234 123456789\n");
  CHECK(in_lines(parts, 10) == "12345 1234\n  123456789\n");
  CHECK(in_lines(parts, 9) == "12345\n  1234\n  123456789\n");
  CHECK(in_lines(std::vector<std::string>{}) == "\n");
}

TEST_CASE("no line of the summary is longer than 100 columns", "[unit][progress]") {
  const std::string database =
      "database eventstore_reference on the local server (PostgreSQL 15.18)";
  result::SeedResult result{.seconds = 1234.5, .events_per_second = 103'000, .connections = 1};
  for (const char* phase : {"plan", "copy", "vacuum", "index", "checkpoint", "manifest"}) {
    result.phases.push_back({.name = phase, .seconds = 123.4});
  }
  seed::Totals totals;
  totals.events = 2'000'000'000;
  dataset::Manifest manifest;
  manifest.events = 2'000'000'000;
  manifest.fingerprint = seed::to_text(totals.fingerprint);
  const auto check_lines = [](const std::string& text) {
    CAPTURE(text);
    std::size_t at = 0;
    for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
      CHECK(end - at <= 100);
    }
    CHECK(at == text.size());
  };
  result.megabytes_per_second = 150;
  check_lines(seed::describe(result));
  CHECK_THAT(seed::describe(result), ContainsSubstring("on 1 connection\n"));
  check_lines(seed::last_line(totals, 0, result, database));
  check_lines(seed::last_line(totals, 5, result, database));
  check_lines(seed::appended_line(1, manifest, result, database));
  CHECK_THAT(seed::appended_line(1, manifest, result, database),
             ContainsSubstring("appended 1 event to database"));

  SECTION("where nothing was sent, there is no rate") {
    result.events_per_second = 0;
    result.megabytes_per_second = 0;
    CHECK_THAT(seed::last_line(totals, totals.events, result, database),
               !ContainsSubstring("events/s"));
    CHECK_THAT(seed::describe(result), !ContainsSubstring("MB/s"));
  }
}

TEST_CASE("the payloads of a small data set are told in units that fit", "[unit][progress]") {
  seed::Totals totals;
  totals.events = 1;
  totals.metadata_bytes = 267;
  totals.classes[0] = {.events = 1, .bytes = 114};
  const std::string text = seed::describe(totals);
  CHECK_THAT(text, ContainsSubstring("114 B") && ContainsSubstring("metadata 267 B") &&
                       !ContainsSubstring("MB"));
}
