#include "bench/load/scenario_file.hpp"

#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "core/tool/errors.hpp"
#include "tests/support/built_paths.hpp"
#include "tests/support/file_text.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace eventstore;
using load::AppendStep;
using load::parse_scenario;
using load::parse_steps;
using load::Scenario;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const std::string head = R"(
question = "?"
[[phase]]
name = "hold"
length = "10 s"
)";
const std::string body = R"(
[[population]]
name = "users"
users = 3
mix = { "pull" = 1 }
)";

std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(parse_scenario(text, "my.toml", "my"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every built-in scenario can be read, and says what it asks", "[unit][load]") {
  const auto scenarios = load::built_in_scenarios();
  CHECK(scenarios.size() >= 13);
  for (const Scenario& scenario : scenarios) {
    INFO(scenario.name);
    CHECK(scenario.question.ends_with("?"));
    CHECK_FALSE(scenario.explanation.empty());
    // What is accepted: thresholds, or counts that are exact.
    CHECK(scenario.thresholds.empty() == scenario.sessions.has_value());
    CHECK(scenario.pool >= 20);
    CHECK(scenario.pool <= 50);
  }
}

TEST_CASE("light, medium and heavy are what was asked for", "[unit][load]") {
  const struct {
    const char* name;
    double users;
    int minutes;
  } wanted[] = {{"light", 100, 5}, {"medium", 500, 10}, {"heavy", 1000, 15}};
  for (const auto& [name, users, minutes] : wanted) {
    const Scenario scenario = load::load_scenario(name);
    INFO(name);
    CHECK(scenario.length() == std::chrono::minutes{minutes});
    CHECK(scenario.populations.at(0).levels.at(1) == load::Level{users, users});
  }
}

TEST_CASE("a scenario is read with its phases, loads and steps", "[unit][load]") {
  const Scenario scenario = parse_scenario(R"(
question = "?"
pool = 7
[[phase]]
name = "up"
length = "500 ms"
judged = false
[[phase]]
name = "hold"
length = "2 min"
[[population]]
name = "closed"
users = { up = [0, 10], hold = 10 }
think = "1.5 s"
mix = { "append events=3 aggregate=shared shared=4" = 40, "pull batch=50 as=look" = 60 }
[[population]]
name = "open"
rate = { hold = 20 }
arrivals = "constant"
burst = { hold = 5 }
tenants = "cold"
[[population.journey]]
name = "work"
weight = 2
steps = ["load from=snapshot", "append repeat=2", "call find_event/hot"]
)",
                                           "my.toml", "my");
  CHECK(scenario.pool == 7);
  CHECK(scenario.length() == milliseconds{120'500});
  CHECK_FALSE(scenario.phases[0].is_judged);
  CHECK(scenario.populations[0].levels[0] == load::Level{0, 10});
  CHECK(scenario.populations[0].think == milliseconds{1500});
  CHECK(scenario.populations[0].journeys.size() == 2);
  CHECK(scenario.populations[1].levels[0] == load::Level{});
  CHECK(scenario.populations[1].arrivals == load::ArrivalProcess::constant);
  CHECK(scenario.populations[1].bursts[1] == 5);
  CHECK(scenario.populations[1].tenants == load::Tenants::cold);
  const auto& steps = scenario.populations[1].journeys[0].steps;
  REQUIRE(steps.size() == 4);
  CHECK(std::get<load::LoadStep>(steps[0].action).from_snapshot);
  CHECK(steps[1].label == "append");
  CHECK(steps[3].label == "find_event/hot");
}

TEST_CASE("what is wrong with a scenario is named with its file and line", "[unit][load]") {
  CHECK(holds(complaint_about("question = 1"), "my.toml:1"));
  CHECK(holds(complaint_about("question = \"?\"\npol = 3\n"), "my.toml:2: unknown key 'pol'"));
  CHECK(holds(complaint_about(body), "'question' is missing"));
  CHECK(holds(complaint_about("question = \"?\"" + body), "[[phase]] is missing"));
  CHECK(holds(complaint_about(head), "[[population]] is missing"));
  CHECK(holds(complaint_about(head + body + body), "two populations 'users'"));
  const auto with = [](const std::string& line) {
    return complaint_about(head + "[[population]]\nname = \"a\"\n" + line + "\n");
  };
  CHECK(holds(with("users = 1"), "does nothing"));
  CHECK(holds(with("mix = { \"pull\" = 1 }"), "needs 'users', a 'rate' or a 'burst'"));
  CHECK(holds(with("users = 1\nrate = 1"), "not both"));
  CHECK(holds(with("users = { hlod = 1 }"), "my.toml:8: there is no phase 'hlod'; known are hold"));
  CHECK(holds(with("users = [1, 2, 3]"), "a number or [FROM, TO]"));
  CHECK(holds(with("users = -1"), "from 0"));
  CHECK(holds(with("users = 1\nthink = \"soon\""), "my.toml:9: 'soon' is not a length of time"));
  CHECK(holds(with("users = 1\nmix = { \"pul\" = 1 }"), "unknown action 'pul'"));
  CHECK(holds(with("users = 1\nmix = { \"pull batsh=1\" = 1 }"), "no setting 'batsh'"));
  CHECK(holds(with("users = 1\nmix = { \"append aggregate=mine\" = 1 }"), "own, new, shared"));
  CHECK(holds(with("users = 1\nmix = { \"append aggregate=new version=stale\" = 1 }"),
              "take own or shared"));
  CHECK(holds(with("users = 1\nmix = { \"append events=0\" = 1 }"), "from 1 to 10000"));
  CHECK(holds(with("users = 1\nmix = { \"call x\" = 1 }"), "call OPERATION/CASE"));
  const auto asked = [](const std::string& threshold) {
    return complaint_about("thresholds = [\"" + threshold + "\"]\n" + head + body);
  };
  CHECK(holds(asked("p95 of pul < 1 s"), "no population, journey or step 'pul'"));
  CHECK(holds(asked("p95 in hlod < 1 s"), "no phase 'hlod'"));
  CHECK(holds(asked("p95 < 1 apple"), "my.toml:1"));
}

TEST_CASE("a misspelt name in a scenario is an error that names the nearest", "[unit][load]") {
  const std::string population = "[[population]]\nname = \"a\"\n";
  const auto asked = [](const std::string& threshold) {
    return "thresholds = [\"" + threshold + "\"]\n" + head + body;
  };
  const struct {
    std::string text;
    const char* meant;
  } misspelt[] = {
      {"question = \"?\"\npol = 3\n", "pool"},
      {head + "[[phase]]\nname = \"b\"\nlenght = \"1 s\"\n" + body, "length"},
      {head + population + "usres = 1\n", "users"},
      {head + population + "users = { hlod = 1 }\n", "hold"},
      {head + population + "rate = { hodl = 1 }\n", "hold"},
      {head + population + "burst = { hld = 1 }\n", "hold"},
      {head + population + "users = 1\ntenants = \"hto\"\n", "hot"},
      {head + population + "users = 1\narrivals = \"poison\"\n", "poisson"},
      {head + population + "users = 1\nmix = { \"pul\" = 1 }\n", "pull"},
      {head + population + "users = 1\nmix = { \"pull batsh=1\" = 1 }\n", "batch"},
      {head + population + "users = 1\nmix = { \"append aggregate=nwe\" = 1 }\n", "new"},
      {head + population + "users = 1\nmix = { \"load from=snapshots\" = 1 }\n", "snapshot"},
      {head + body + "[[population.journey]]\nnmae = \"j\"\n", "name"},
      {head + body + "[processors]\nfolow = \"polling\"\n", "follow"},
      {head + body + "[processors]\nfollow = \"poling\"\n", "polling"},
      {asked("p95 of pul < 1 s"), "pull"},
      {asked("p95 of uses < 1 s"), "users"},
      {asked("p95 in hlod < 1 s"), "hold"},
      {asked("p95 in hold < 2 x hodl"), "hold"},
      {asked("growth of server_memry < 10 %/h"), "server_memory"},
  };
  for (const auto& [text, meant] : misspelt) {
    CAPTURE(text);
    const std::string complaint = complaint_about(text);
    CAPTURE(complaint);
    CHECK(holds(complaint, "my.toml:"));
    CHECK(holds(complaint, "did you mean '" + std::string{meant} + "'?"));
  }
}

TEST_CASE("a scenario's file may come from Windows", "[unit][load]") {
  const tests::TemporaryDirectory directory;
  std::string text = "\xEF\xBB\xBF";
  for (const char c : tests::file_text(tests::source_directory() + "/bench/scenarios/light.toml")) {
    text += c == '\n' ? std::string{"\r\n"} : std::string(1, c);
  }
  std::ofstream{directory / "MINE.TOML", std::ios::binary} << text;
  const load::Scenario scenario = load::load_scenario(directory / "MINE.TOML");
  CHECK(scenario.phases.size() == load::load_scenario("light").phases.size());
}

TEST_CASE("a scaled scenario keeps its shape", "[unit][load]") {
  Scenario scenario = load::load_scenario("light");
  load::scale_durations(scenario, 0.1);
  CHECK(scenario.length() == seconds{30});
  CHECK(scenario.begin_of(1) == seconds{3});
  CHECK(scenario.phase_at(seconds{2}) == 0);
  CHECK(scenario.phase_at(seconds{3}) == 1);
  CHECK(scenario.phase_at(seconds{99}) == 2);
}

TEST_CASE("a scenario that is not there is refused with those that are", "[unit][load]") {
  std::string text;
  try {
    static_cast<void>(load::load_scenario("ligth"));
  } catch (const UsageError& error) {
    text = error.what();
  }
  CHECK(holds(text, "heavy, light, medium, mixed_users"));
}

TEST_CASE("thresholds of visibility need processors, and are of all of them", "[unit][load]") {
  const std::string threshold = "thresholds = [\"p95 visibility < 1 s\"]\n";
  const std::string processors = "[processors]\ncount = 2\n";
  CHECK(holds(complaint_about(threshold + head + body), "there are no [processors]"));
  CHECK(complaint_about(threshold + head + body + processors).empty());
  CHECK(holds(complaint_about("thresholds = [\"p95 visibility of users < 1 s\"]\n" + head + body +
                              processors),
              "visibility is of all processors, so there is no 'of users'"));
}

TEST_CASE("a scenario of sessions is read, and has nothing beside it", "[unit][load]") {
  const auto sessions = [](const std::string& lines) {
    return "question = \"?\"\n[sessions]\n" + lines;
  };
  const Scenario scenario = parse_scenario(
      sessions("capacities = [5, 9]\noverflow = 3\nlives = 8\nerrors = 50\nmetadata_bytes = 10\n"),
      "my.toml", "my");
  REQUIRE(scenario.sessions);
  CHECK(scenario.sessions->capacities == std::vector<int>{5, 9});
  CHECK(scenario.sessions->overflow == 3);
  CHECK(scenario.sessions->lives == 8);
  CHECK(scenario.sessions->active == 20);
  CHECK(scenario.sessions->errors == 50);
  CHECK(scenario.sessions->metadata_bytes == 10);
  CHECK(scenario.phases.empty());
  const auto complaint = [&](const std::string& lines) { return complaint_about(sessions(lines)); };
  CHECK(holds(complaint("overflow = 3"), "my.toml:2: 'capacities' must be a list"));
  CHECK(holds(complaint("capacities = [0]"), "a whole number from 1 to 1000"));
  CHECK(holds(complaint("capacities = [1]\nactive = 1.5"), "my.toml:4: 'active' must be"));
  CHECK(holds(complaint("capacities = [1]\nlifes = 1"), "unknown key 'lifes'"));
  CHECK(holds(complaint("capacities = [1]\nerrors = 60\ntimeouts = 41"), "more than 100 %"));
  CHECK(holds(complaint_about(head + body + "[sessions]\ncapacities = [1]\n"),
              "a scenario with [sessions] counts; it has no 'phase'"));
}
