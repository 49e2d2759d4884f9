// Plans of a log that cannot be reviewed: cut off, in other formats, hostile.

#include "explain/captured_log.hpp"

#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/tool/errors.hpp"
#include "explain/captured.hpp"

namespace eventstore::explain {

using Catch::Matchers::ContainsSubstring;

namespace {

const std::string begin = "2026-11-30 [7] LOG:  duration: 1.000 ms  plan:\n";
const std::string whole =
    begin + "\t{\n\t  \"Query Text\": \"SELECT 1\",\n\t  \"Plan\": {\n\t    \"a\": 1\n\t  }\n\t}\n";

CapturedLog read(const std::string& text) {
  std::istringstream stream{text};
  return read_captured_log(stream, "server.log");
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string json_line(const std::string& message) {
  return nlohmann::json{{"message", message}}.dump() + "\n";
}

std::string syslog_line(int pid, const std::string& text) {
  return "Nov 30 14:33:06 db1 postgres[" + std::to_string(pid) + "]: " + text + "\n";
}

}  // namespace

TEST_CASE("plans in other formats are counted beside those in JSON", "[unit][captured]") {
  const auto other =
      GENERATE(as<std::string>{}, begin + "\tQuery Text: SELECT 1\n\tSeq Scan on t\n",
               begin + "\tQuery Text: \"SELECT 1\"\n\tPlan: \n\t  Node Type: \"Seq Scan\"\n",
               begin + "\t<explain xmlns=\"x\">\n\t  <Query-Text>SELECT 1</Query-Text>\n",
               json_line("duration: 1.0 ms  plan:\nQuery Text: SELECT 1\nSeq Scan on t"));
  CAPTURE(other);
  const CapturedLog both = read(other + whole + other);
  CHECK(both.plans.size() == 1);
  CHECK(both.other_format.count == 2);
  CHECK(both.cut_off.count == 0);
  CHECK_THAT(describe(both, "x.log"),
             ContainsSubstring("; 2 in text, YAML or XML (set auto_explain.log_format = json)"));

  const CapturedLog only = read("first line\n" + other);
  CHECK(only.plans.empty());
  CHECK_THAT(why_no_plan(only, "server.log"),
             ContainsSubstring("server.log:2: ") &&
                 ContainsSubstring("set auto_explain.log_format = json"));
}

TEST_CASE("plans that are cut off anywhere are counted", "[unit][captured]") {
  for (std::size_t size = begin.size() - 1; size < whole.size() - 2; ++size) {
    const std::string cut = whole.substr(0, size);
    CAPTURE(cut);
    const CapturedLog log = read(cut + "\n" + "2026-11-30 [8] LOG:  something else\n" + whole);
    CHECK(log.plans.size() == 1);
    CHECK(log.cut_off.count + log.unreadable.count == 1);
  }
  const std::string json = json_line(whole.substr(whole.find("duration")));
  const CapturedLog cut_json = read(json.substr(0, json.find("Plan\\\"")) + "\n" + json);
  CHECK(cut_json.plans.size() == 1);
  CHECK(cut_json.cut_off.count == 1);
  CHECK_THAT(why_no_plan(read(begin + "\t{\n"), "x.log"), ContainsSubstring("x.log:1: "));
}

TEST_CASE("a log that begins within a plan is read from the next one on", "[unit][captured]") {
  for (std::size_t at = whole.find('\n'); at != std::string::npos; at = whole.find('\n', at + 1)) {
    CAPTURE(whole.substr(at + 1));
    CHECK(read(whole.substr(at + 1) + whole).plans.size() == 1);
  }
}

TEST_CASE("lines of other sessions may come between those of a plan", "[unit][captured]") {
  const auto between =
      GENERATE(as<std::string>{}, "2026-11-30 [8] LOG:  connection received\n",
               "2026-11-30 [8] LOG:  statement: SELECT 1\n\tFROM t\n",
               "{\"timestamp\": \"2026\", \"message\": \"connection\"}\n", "\n", "[8] LOG:  a\n",
               "{a} LOG:  b\n", "2026-11-30 [8] LOG:  duration: 2.0 ms  statement: \n\tSELECT 1\n");
  for (std::size_t at = whole.find('\n'); at + 1 < whole.size(); at = whole.find('\n', at + 1)) {
    std::string text = whole;
    text.insert(at + 1, between);
    CAPTURE(text);
    const CapturedLog log = read(text);
    CHECK(log.plans.size() == 1);
    CHECK(log.cut_off.count == 0);
  }
}

TEST_CASE("a log_line_prefix may look like syslog", "[unit][captured]") {
  std::string text = whole;
  text.replace(0, text.find("LOG"), "1764513186.841 app[7]: ");
  text.insert(text.find("\t  \"Plan\""), "1764513186.842 app[8]: LOG:  connection received\n");
  const CapturedLog log = read(text);
  CHECK(log.plans.size() == 1);
  CHECK(log.other_lines == 1);
}

TEST_CASE("plans of several processes may be logged line by line", "[unit][captured]") {
  std::istringstream lines{whole};
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    for (const int pid : {1, 2, 3}) text += syslog_line(pid, line);
  }
  const CapturedLog log = read(text);
  CHECK(log.plans.size() == 3);
  CHECK(log.other_lines == 0);
}

TEST_CASE("a statement whose first line is empty is no plan", "[unit][captured]") {
  const CapturedLog log = read(
      "LOG:  duration: 1.0 ms  statement: \n\tSELECT 1\nLOG:  Dauer: 1.0 ms  Anweisung: \n"
      "\tSELECT 1\n" +
      whole);
  CHECK(log.plans.size() == 1);
  CHECK(log.cut_off.count == 0);
  CHECK(log.other_lines == 4);
}

TEST_CASE("a query text in another encoding than UTF-8 is read", "[unit][captured]") {
  std::string text = whole;
  text.replace(text.find("SELECT 1"), 8, "SELECT '\xE4'");
  const CapturedLog log = read(text);
  REQUIRE(log.plans.size() == 1);
  CHECK(log.plans[0].query == "SELECT '?'");
}

TEST_CASE("hostile text is passed over, and the plan after it is read", "[unit][captured]") {
  constexpr int many = 1'000'000;
  const auto hostile = GENERATE_COPY(
      repeated("[", many), repeated("[\n", many), repeated("{", many), repeated("{\n", many),
      repeated("{\"a\":", many), repeated("{\"a\":\n", many), repeated("[{\"message\":[", many),
      repeated("\"", many), repeated("\\", many), repeated("a", many), repeated("(\n", many),
      repeated(begin, 10'000), repeated("1 ms  ", many),
      "{\"message\": \"" + repeated("\\\\", many), begin + "\t" + repeated("{\n\t\"Plan\": ", many),
      begin + "\t{\"Plan\": " + repeated("[", many),
      "2026-11-30 14:33:06.841 UTC,,,1,,656c.4bcd,1,\"" + repeated("a\n", many) + "\"");
  CAPTURE(hostile.substr(0, 80));
  const CapturedLog log = read(hostile + "\n" + whole);
  CHECK(log.plans.size() == 1);
}

TEST_CASE("a plan that is nested too deep is counted as not readable", "[unit][captured]") {
  constexpr int many = 1'000'000;
  const auto plan = [](int depth) {
    return "{\n\"Plan\": {\n\"a\": " + repeated("[", depth) + "1" + repeated("]", depth) + "}\n}\n";
  };
  CHECK(read(begin + plan(900)).plans.size() == 1);
  const CapturedLog log =
      read(begin + plan(many) + json_line("duration: 1.0 ms  plan:\n" + plan(many)) + whole);
  CHECK(log.plans.size() == 1);
  CHECK(log.unreadable.count == 2);
  CHECK_THAT(describe(log, "x.log"), ContainsSubstring("; 2 not readable"));
  CHECK(read(begin + "\t{\n\t}\n").unreadable.count == 1);
}

TEST_CASE("a directory is not read as an empty log", "[unit][captured]") {
  std::ifstream stream{"/"};
  CHECK_THROWS_AS(read_captured_log(stream, "server.log"), UsageError);
}

TEST_CASE("a compressed log is refused with the command that helps", "[unit][captured]") {
  for (const auto& [text, command] :
       {std::pair<std::string, std::string>{"\x1F\x8B\x08", "decompress it first: gzip -dc FILE"},
        {"\x28\xB5\x2F\xFD", "zstd -dc FILE"},
        {"\xFF\xFEL", "convert it first: iconv -f UTF-16 -t UTF-8 FILE"}}) {
    try {
      static_cast<void>(read(text));
      FAIL("it was read");
    } catch (const UsageError& error) {
      CHECK_THAT(error.what(), ContainsSubstring("server.log is ") && ContainsSubstring(command));
    }
  }
}

}  // namespace eventstore::explain
