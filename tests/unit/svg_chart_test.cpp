// Charts: where their lines stand, what is kept of long series, and that any number can be drawn.
#include "core/result/svg_chart.hpp"

#include <cmath>
#include <limits>
#include <regex>
#include <string>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/breaking_point_charts.hpp"
#include "core/result/embedded_page.hpp"
#include "core/result/load_charts.hpp"
#include "tests/support/load_documents.hpp"

namespace eventstore::result {

using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
  return count;
}

Chart chart_of(std::vector<ChartLine::Point> points) {
  Chart chart;
  chart.x.high = static_cast<double>(points.size());
  chart.y.high = 10.0;
  chart.lines = {{.kind = "first", .points = std::move(points)}};
  return chart;
}

}  // namespace

TEST_CASE("axes have round values that hold what is drawn", "[unit][report]") {
  CHECK(ticks_of(axis_from_zero(95.0)) == std::vector{0.0, 20.0, 40.0, 60.0, 80.0, 100.0});
  CHECK(axis_from_zero(0.0).high == 1.0);
  CHECK(axis_from_zero(std::nan("")).high == 1.0);
  const ChartAxis times = logarithmic_axis(3e5, 7e8);
  CHECK(times.low == Approx(2e5));
  CHECK(times.high == Approx(1e9));
  CHECK(ticks_of(times).size() >= 4);
  CHECK(logarithmic_axis(5.0, 5.0).low < 5.0);
  const ChartAxis minutes{.high = 300.0, .steps = AxisSteps::time};
  CHECK(ticks_of(minutes) == std::vector{0.0, 60.0, 120.0, 180.0, 240.0, 300.0});
  const ChartAxis narrow{.low = 900.0, .high = 1300.0, .is_logarithmic = true};
  CHECK(ticks_of(narrow) == std::vector{900.0, 1000.0, 1100.0, 1200.0, 1300.0});
}

TEST_CASE("an axis of any size has a few values", "[unit][report]") {
  const double most = GENERATE(1e-9, 0.3, 7.0, 5e4, 1e18, 1e300);
  CAPTURE(most);
  CHECK(axis_from_zero(most).high >= most);
  CHECK(ticks_of(axis_from_zero(most)).size() <= 8);
  const ChartAxis wide = logarithmic_axis(most / 1e7, most);
  CHECK(wide.low <= most / 1e7 * (1 + 1e-9));
  CHECK(wide.high >= most * (1 - 1e-9));
  CHECK(ticks_of(wide).size() <= 12);
}

TEST_CASE("a line breaks where there is no value", "[unit][report]") {
  const std::string svg =
      svg_of(chart_of({{0, 1.0}, {1, 2.0}, {2, std::nullopt}, {3, 4.0}, {4, 5.0}}));
  const std::regex path{"class=\"line first\" d=\"([^\"]*)\""};
  std::smatch match;
  REQUIRE(std::regex_search(svg, match, path));
  CHECK(count_of(match[1], "M") == 2);
  CHECK(count_of(match[1], "L") == 2);
}

TEST_CASE("a long line is thinned and keeps its peak", "[unit][report]") {
  std::vector<ChartLine::Point> points;
  for (int i = 0; i < 100'000; ++i) points.push_back({static_cast<double>(i), 1.0});
  points[54'321].y = 10.0;
  const std::string svg = svg_of(chart_of(points));
  CHECK(svg.size() < 20'000);
  CHECK_THAT(svg, ContainsSubstring(",20.0L"));  // The upper edge.
}

TEST_CASE("what is outside of a chart is drawn at its edge", "[unit][report]") {
  Chart chart = chart_of({{-5, -7.0}, {1, 1e300}});
  chart.marks = {{.x = 1e9, .y = -1e9, .low = -1e9, .high = 1e9, .kind = "held", .title = "<m>"}};
  chart.bands = {{.from = -1.0, .to = 1e9, .kind = "even", .text = "</svg>"}};
  chart.title = "\"><script>";
  const std::string svg = svg_of(chart);
  CHECK_THAT(svg, !ContainsSubstring("<script") && !ContainsSubstring("<m>") &&
                      ContainsSubstring("&lt;/svg&gt;") && !ContainsSubstring("inf"));
  const std::regex number{"[xyc12]+=\"(-?[0-9.]+)\""};
  for (std::sregex_iterator it{svg.begin(), svg.end(), number}, end; it != end; ++it) {
    CAPTURE(it->str());
    CHECK(std::stod((*it)[1]) >= 0.0);
    CHECK(std::stod((*it)[1]) <= 560.0);
  }
}

TEST_CASE("a chart says what it shows to who does not see it", "[unit][report]") {
  const auto breaking = tests::breaking_document("find_event/known_hot");
  const std::string html = breaking_point_rate_chart(*breaking.breaking_point);
  const std::string sentence =
      "Response times of find_event/known_hot over the rate, in 10 windows: 400/s held, 420/s did "
      "not.";
  CHECK_THAT(html, ContainsSubstring("role=\"img\"") &&
                       ContainsSubstring("aria-label=\"" + sentence + "\"") &&
                       ContainsSubstring("<title>" + sentence + "</title>"));
  CHECK(count_of(html, "class=\"mark held\"") == 6);  // One in the key.
  CHECK(count_of(html, "class=\"mark broke\"") == 5);
}

TEST_CASE("a breaking point of strange numbers is drawn as far as it goes", "[unit][report]") {
  BreakingPoint point = *tests::breaking_document("x").breaking_point;
  point.windows[0].target_rate = 0.0;
  point.windows[1].target_rate = -4.0;
  point.windows[2].p50_ns = 0;
  point.windows[3].p99_ns = std::numeric_limits<std::uint64_t>::max();
  point.slo_ns = -1.0;
  point.highest_rate = 1e300;
  const std::string html = breaking_point_rate_chart(point);
  CHECK_THAT(html, ContainsSubstring("in 7 windows") && !ContainsSubstring("nan") &&
                       !ContainsSubstring("inf"));
  for (BreakingWindow& window : point.windows) window.p95_ns = 0;
  CHECK(breaking_point_rate_chart(point).empty());
}

TEST_CASE("a last moment that is an instant is not drawn as a standstill", "[unit][report][load]") {
  LoadResult load;
  for (int second = 1; second <= 5; ++second) {
    load.moments.push_back({.at_seconds = static_cast<double>(second), .issued_rate = 100.0});
  }
  const std::string without = load_charts(load);
  load.moments.push_back({.at_seconds = 5.0});
  CHECK(load_charts(load) == without);
  load.moments.back().at_seconds = 6.0;
  CHECK_THAT(load_charts(load), ContainsSubstring("of the run: from 0 to 100."));
}

TEST_CASE("a few peaks make the axis of p95 logarithmic", "[unit][report][load]") {
  LoadResult load = *tests::observed_document("spike").load;
  CHECK_THAT(load_charts(load), ContainsSubstring("p95 of response times (logarithmic)"));
  for (LoadMoment& moment : load.moments) moment.p95_ns = 4'000'000;
  CHECK_THAT(load_charts(load), !ContainsSubstring("(logarithmic)"));
}

TEST_CASE("every class of a chart has a rule in the page", "[unit][report]") {
  const std::string style{embedded_page().style};
  for (const char* kind :
       {"figure .line", "figure .line.second", "figure .line.third", "figure .line.failed",
        "figure .range", "figure .mark.held", "figure .mark.broke", "figure .mark.unknown",
        "figure .mark.measured", "figure .band.odd", "figure .band.over", "figure .rule",
        "figure .grid", "figure .axis", "figure .note", "figure .middle", "figure .end",
        "prefers-color-scheme: dark"}) {
    CAPTURE(kind);
    CHECK_THAT(style, ContainsSubstring(kind));
  }
}

}  // namespace eventstore::result
