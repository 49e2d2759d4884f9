// The HTML report: one file that opens without a network, in a real browser where there is one.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/result/embedded_page.hpp"
#include "core/result/html_report.hpp"
#include "core/tool/output_file.hpp"
#include "core/tool/utf8.hpp"
#include "tests/support/load_documents.hpp"
#include "tests/support/report_documents.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace eventstore::result {

using Catch::Matchers::ContainsSubstring;
using tests::run_program;

namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; ++at) ++count;
  return count;
}

/// The page without what is embedded, which is not ours to judge.
std::string without_embedded(std::string html) {
  const EmbeddedPage page = embedded_page();
  for (const std::string_view part : {page.drawing_script, page.drawing_style}) {
    if (const auto at = html.find(part); !part.empty() && at != std::string::npos) {
      html.erase(at, part.size());
    }
  }
  return html;
}

std::string replaced(std::string text, std::string_view what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

std::optional<std::string> browser() {
  for (const char* name :
       {"chromium", "google-chrome", "google-chrome-stable", "chromium-browser"}) {
    const auto found = run_program("/bin/sh", {"-c", std::string{"command -v "} + name});
    if (found.exit_code != 0) continue;
    const std::string path = found.out.substr(0, found.out.find('\n'));
    if (run_program(path, {"--version"}).exit_code == 0) return path;
  }
  return std::nullopt;
}

/// Skips the test where it cannot run; fails it in CI, unless that says why there is no browser.
std::string browser_or_skip() {
  const auto is_set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  const auto found = browser();
  const std::string reason =
      !found ? "there is no Chromium (scripts/install --browser)"
      : !embedded_page().draws()
          ? "this build has nothing to draw plans with (scripts/install --web)"
          : "";
  if (reason.empty()) return *found;
  if (is_set("CI") && !(!found && is_set("EVENTSTORE_WITHOUT_BROWSER"))) FAIL(reason);
  SKIP(reason);
  return {};
}

/// A plan of an Append with `count` parts.  `are_equal`: but for their names.
PlanResult partitioned_plan(int count, bool are_equal) {
  PlanResult plan{.operation = "read_stream_batch", .case_name = are_equal ? "equal" : "unequal"};
  nlohmann::ordered_json parts = nlohmann::ordered_json::array();
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    parts.push_back({{"Node Type", "Seq Scan"},
                     {"Relation Name", "events_" + number},
                     {"Alias", "e_" + number},
                     {"Actual Rows", 2},
                     {"Actual Loops", 1},
                     {"Filter", are_equal ? "(e_" + number + ".x = 1)" : "(x = " + number + ")"}});
  }
  plan.plan = nlohmann::ordered_json::array(
      {{{"Plan", {{"Node Type", "Append"}, {"Actual Loops", 1}, {"Plans", std::move(parts)}}}}});
  plan.plan_text = "the text of the whole plan";
  return plan;
}

/// Opens each drawing of the page, then clicks each button in one; as attributes of its body,
/// nodes drawn after either.
std::string watched_opening(const std::string& html) {
  const std::size_t begin = html.find("nonce-") + std::string_view{"nonce-"}.size();
  const std::string nonce = html.substr(begin, html.find('\'', begin) - begin);
  return replaced(html, "<body>\n", "<body><script nonce=\"" + nonce + R"(">
    const drawn = () => document.querySelectorAll(".drawing .plan-node").length;
    addEventListener("load", () => {
      for (const each of document.querySelectorAll("details")) each.open = true;
      setTimeout(() => {
        document.body.dataset.opened = drawn();
        for (const each of document.querySelectorAll("details.drawn > button")) each.click();
      }, 1000);
      setTimeout(() => { document.body.dataset.clicked = drawn(); }, 2500);
    });
  </script>)");
}

/// What happens in the page is written down as attributes of its body: faults, resources that were
/// asked for, what is drawn before and after a click on the link to `plan`, and whether that stays
/// as it is when the drawing of `other` is opened.
std::string watched(const std::string& html, int plan, int other) {
  const std::size_t begin = html.find("nonce-") + std::string_view{"nonce-"}.size();
  const std::string nonce = html.substr(begin, html.find('\'', begin) - begin);
  const std::string watch = "<body><script nonce=\"" + nonce + R"(">
    const faults = [];
    const drawn = () => document.querySelectorAll(".drawing .plan-node").length;
    addEventListener("error", (event) => faults.push(event.message));
    document.addEventListener("securitypolicyviolation", (event) => faults.push(event.blockedURI));
    addEventListener("load", () => {
      const { dataset } = document.body;
      dataset.before = drawn();
      document.querySelector('a[href="#plan-PLAN"]').click();
      let text = "";
      const textOfDrawing = () => document.querySelector("#plan-PLAN .drawing").innerText;
      setTimeout(() => {
        text = textOfDrawing();
        dataset.opened = document.querySelectorAll("[data-drawn]").length;
        document.querySelector("#plan-OTHER details.drawn").open = true;
      }, 1000);
      setTimeout(() => {
        dataset.other = document.querySelector("#plan-OTHER .drawing .plan-node") !== null;
        dataset.kept = text.length > 100 && text === textOfDrawing();
        dataset.after = drawn() > 0;
        dataset.place = document.querySelector("#plan-PLAN .drawing .plan-node") !== null;
        dataset.faults = faults.join(" ");
        dataset.resources = performance.getEntriesByType("resource").map((e) => e.name).join(" ");
        dataset.watched = "yes";
      }, 2000);
    });
  </script>)";
  const std::string of_plan = std::regex_replace(watch, std::regex{"PLAN"}, std::to_string(plan));
  return replaced(html, "<body>\n",
                  std::regex_replace(of_plan, std::regex{"OTHER"}, std::to_string(other)));
}

/// The page as it stands two (virtual) seconds after it was opened.
std::string opened_in(const std::string& browser, const std::string& html) {
  const tests::TemporaryDirectory directory;
  write_text_file(html, directory / "report.html");
  const auto result = run_program(
      browser, {"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + (directory / "profile"), "--virtual-time-budget=4000",
                "--dump-dom", "file://" + (directory / "report.html")});
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  return result.out.substr(0, result.out.find("<script", result.out.find("<body")));
}

}  // namespace

TEST_CASE("an HTML report has every plan, its findings and its text", "[unit][report]") {
  const std::string html = without_embedded(
      html_report(std::array{tests::reviewed_document(), tests::benchmarked_document()}));

  CHECK_THAT(html, ContainsSubstring("<h1>Event store report: FAIL</h1>") &&
                       ContainsSubstring("1 of 6 judged plans fails") &&
                       ContainsSubstring("1 of 3 latency targets met"));
  for (int i = 1; i <= 8; ++i) {
    const std::string id = "plan-" + std::to_string(i);
    CHECK(count_of(html, "href=\"#" + id + "\"") == 1);
    CHECK(count_of(html, " id=\"" + id + "\"") == 1);
  }
  CHECK(html.find("FAIL</span></td>") < html.find("regressed</span></td>"));
  CHECK_THAT(html,
             ContainsSubstring("<code>sql/reference/operations/read_stream_batch.sql:7</code>") &&
                 ContainsSubstring("<p class=\"caption\">before</p>") &&
                 ContainsSubstring("Seq Scan on events"));
  CHECK_THAT(html, ContainsSubstring("domain_events_stream_idx on domain_events  (rows 1,000"));
}

TEST_CASE("an HTML report says what must be known to read its latencies", "[unit][report]") {
  const std::string html = without_embedded(html_report(std::array{tests::benchmarked_document()}));

  CHECK_THAT(html, ContainsSubstring("its rate varied by 25.0 %") &&
                       ContainsSubstring("otherwise than ok: 5 version_conflict") &&
                       ContainsSubstring("placements of client and server (--pin none, same)") &&
                       ContainsSubstring("<h2>Where a call's time goes</h2>") &&
                       ContainsSubstring("<h2>Memory, disk and cores</h2>") &&
                       ContainsSubstring("the first call returned 2 rows"));
}

TEST_CASE("an HTML report loads nothing, and its policy forbids it to", "[unit][report]") {
  const std::string html = html_report(std::array{tests::reviewed_document()});

  CHECK_THAT(html, ContainsSubstring("content=\"default-src 'none'; "));
  CHECK(html.find("<link") == std::string::npos);
  static const std::regex loads{R"((src|href|action|srcset|poster)\s*=\s*["']?(https?:|//|data:))"};
  CHECK_FALSE(std::regex_search(without_embedded(html), loads));
  const EmbeddedPage page = embedded_page();
  CHECK(page.drawing_style.find("@import") == std::string_view::npos);
  CHECK(page.drawing_script.find("</script") == std::string_view::npos);
}

TEST_CASE("only the scripts of an HTML report run in it", "[unit][report]") {
  const auto policy_of = [](const std::string& html) {
    const std::size_t at = html.find("script-src ");
    return html.substr(at, html.find(';', at) - at);
  };
  ResultDocument document = tests::reviewed_document();
  document.plans.front().plan[0]["Plan"]["Filter"] = "(x < 5) AND y = '<img src=x onerror=f()>'";
  const std::string html = html_report(std::array{document});
  const std::string again = html_report(std::array{document});

  CHECK_THAT(policy_of(html), Catch::Matchers::Matches("script-src 'nonce-[0-9a-f]{32}'"));
  CHECK(policy_of(html) != policy_of(again));
  CHECK_THAT(html, ContainsSubstring("(x \\u003c 5) AND y = '\\u003c\\u2060img src=x"));
}

TEST_CASE("nothing breaks out of an HTML report", "[unit][report]") {
  const std::string html = without_embedded(html_report(std::array{tests::hostile_document(9)}));

  CHECK(as_utf8(html) == html);
  for (const char* element : {"script", "details", "summary", "table", "pre", "code", "div", "svg",
                              "figure", "figcaption", "title", "text", "rect", "g"}) {
    CAPTURE(element);
    CHECK(count_of(html, std::string{"<"} + element + ">") +
              count_of(html, std::string{"<"} + element + " ") ==
          count_of(html, std::string{"</"} + element + ">"));
  }
  CHECK(html.find("<!--") == std::string::npos);
  CHECK_THAT(html, ContainsSubstring("&lt;/pre&gt;&lt;/script&gt;&lt;!-- ]]&gt;"));
}

TEST_CASE("a browser draws the plan whose link is clicked, and asks for nothing",
          "[unit][report][browser]") {
  const std::string with = browser_or_skip();
  const int failing = 1;
  const int passing = 5;
  ResultDocument document = tests::reviewed_document();
  document.plans.front().plan_text +=
      "</script></pre><script>document.body.innerHTML = ''</script>";
  document.plans.front().plan[0]["Plan"]["Alias"] = "</script><script>fail()</script><!-- x";
  for (auto& plan : document.plans) {
    if (plan.plan.is_null()) continue;
    plan.plan[0]["Plan"]["Sort Key"] = {"<img src=x onerror=\"faults.push('it ran')\">",
                                        "<a href=\"javascript:faults.push('it ran')\">x</a>"};
    plan.plan[0]["Plan"]["Filter"] = "<svg onload=\"faults.push('it ran')\"> <meta http-equiv=x>";
  }
  document.load = tests::observed_document("spike").load;
  document.breaking_point = tests::breaking_document("find_event/known_hot").breaking_point;
  const std::string html = html_report(std::array{document});

  const std::string body = opened_in(with, watched(html, passing, failing));

  CHECK_THAT(
      body,
      ContainsSubstring("data-watched=\"yes\"") && ContainsSubstring("data-before=\"0\"") &&
          ContainsSubstring("data-after=\"true\"") && ContainsSubstring("data-place=\"true\"") &&
          ContainsSubstring("data-opened=\"1\"") && ContainsSubstring("data-other=\"true\"") &&
          ContainsSubstring("data-kept=\"true\"") && ContainsSubstring("data-faults=\"\"") &&
          ContainsSubstring("data-resources=\"\""));
}

TEST_CASE("the test in a browser would see a request and a fault", "[unit][report][browser]") {
  const std::string with = browser_or_skip();
  const std::string html = html_report(std::array{tests::reviewed_document()});
  const std::string asking =
      replaced(html, "</footer>", "<img src=\"https://example.invalid/x.png\"></footer>");

  const std::string body = opened_in(with, watched(asking, 5, 1));

  CHECK_THAT(body, ContainsSubstring("data-faults=\"https://example.invalid/x.png\""));
}

TEST_CASE("a page draws 2,000 equal partitions as one node, and says so", "[unit][report]") {
  ResultDocument document = tests::reviewed_document();
  document.plans = {partitioned_plan(2000, true)};
  const std::string html = without_embedded(html_report(std::array{document}));

  CHECK_THAT(html, ContainsSubstring("2,001 nodes, of which 2 drawn") &&
                       ContainsSubstring(R"("Relation Name":"events_0 and 1,999 more")") &&
                       ContainsSubstring(R"("Actual Rows":4000.0)") &&
                       ContainsSubstring("the text of the whole plan"));
  CHECK(html.find("events_7") == std::string::npos);
  CHECK(html.find("<button") == std::string::npos);
}

TEST_CASE("a page draws a plan that is large still only when it is asked to", "[unit][report]") {
  ResultDocument document = tests::reviewed_document();
  document.plans = {partitioned_plan(300, false)};
  const std::string html = without_embedded(html_report(std::array{document}));

  CHECK_THAT(html, ContainsSubstring("Drawing 301 nodes can block the browser for minutes.") &&
                       ContainsSubstring("<button type=\"button\">Draw the plan</button>"));
}

TEST_CASE("a browser draws a large plan when its button is clicked", "[unit][report][browser]") {
  const std::string with = browser_or_skip();
  ResultDocument document = tests::reviewed_document();
  document.plans = {partitioned_plan(2000, true), partitioned_plan(150, false)};

  const std::string body = opened_in(with, watched_opening(html_report(std::array{document})));

  CHECK_THAT(body,
             ContainsSubstring("data-opened=\"2\"") && ContainsSubstring("data-clicked=\"153\""));
}

}  // namespace eventstore::result
