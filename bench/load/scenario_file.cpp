#include "bench/load/scenario_file.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/load/sessions_table.hpp"
#include "core/catalogue/embedded_files.hpp"
#include "core/catalogue/toml_text.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"
#include "core/tool/text_file.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::catalogue {

/// bench/scenarios/, as the build carries them.
[[nodiscard]] std::span<const EmbeddedFile> embedded_scenarios();

}  // namespace eventstore::catalogue

namespace eventstore::load {

using catalogue::check_keys;
using catalogue::place_of;
using catalogue::text_at;

namespace {

std::vector<std::string> phase_names(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const Phase& phase : scenario.phases) names.push_back(phase.name);
  return names;
}

/// Reads one file.
class Reader {
 public:
  Reader(const std::string& file, const toml::table& root) : file_(file), root_(root) {}

  [[nodiscard]] Scenario scenario(const std::string& name) {
    check_keys(file_, root_,
               {"question", "explanation", "pool", "acquire_timeout", "statement_timeout", "phase",
                "population", "processors", "sessions", "thresholds"});
    Scenario scenario{.name = visible_line(name),
                      .question = visible_line(text_at(file_, root_, "question"))};
    if (root_.contains("explanation")) {
      scenario.explanation = printable_lines(text_at(file_, root_, "explanation"));
    }
    scenario.pool = static_cast<int>(number(root_, "pool", 30, 1, 1000));
    scenario.acquire_timeout = duration(root_, "acquire_timeout", "30 s");
    scenario.statement_timeout = duration(root_, "statement_timeout", "30 s");
    if (const toml::node* node = root_.get("sessions")) {
      scenario.sessions = sessions_from(file_, root_, *node);
      return scenario;
    }
    for (const toml::table* phase : tables(root_, "phase")) read_phase(*phase, scenario);
    for (const toml::table* one : tables(root_, "population")) read_population(*one, scenario);
    if (const toml::node* node = root_.get("processors")) read_processors(*node, scenario);
    if (const toml::node* node = root_.get("thresholds")) read_thresholds(*node, scenario);
    return scenario;
  }

 private:
  [[noreturn]] void complain(const toml::node& node, const std::string& what) const {
    catalogue::complain(file_, node, what);
  }

  /// [[key]], one or more.
  [[nodiscard]] std::vector<const toml::table*> tables(const toml::table& from,
                                                       std::string_view key) const {
    const toml::node* node = from.get(key);
    if (node == nullptr) complain(from, fmt::format("[[{}]] is missing", key));
    std::vector<const toml::table*> result;
    if (const toml::array* array = node->as_array()) {
      for (const toml::node& one : *array) {
        if (!one.is_table()) complain(one, fmt::format("'{}' must be tables", key));
        result.push_back(one.as_table());
      }
    }
    if (result.empty()) complain(*node, fmt::format("write it as [[{}]]", key));
    return result;
  }

  [[nodiscard]] double number(const toml::table& table, std::string_view key, double otherwise,
                              double least, double most) const {
    const toml::node* node = table.get(key);
    return node == nullptr ? otherwise : number(*node, key, least, most);
  }

  [[nodiscard]] double number(const toml::node& node, std::string_view key, double least,
                              double most) const {
    const auto value = node.value<double>();
    if (value && node.is_number() && *value >= least && *value <= most) return *value;
    complain(node, fmt::format("'{}' must be a number from {} to {}", key, least, most));
  }

  [[nodiscard]] measure::Duration duration(const toml::table& table, std::string_view key,
                                           const std::string& otherwise) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return parse_duration(otherwise, file_);
    return parse_duration(text_at(file_, table, key), place_of(file_, *node));
  }

  [[nodiscard]] bool flag(const toml::table& table, std::string_view key, bool otherwise) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<bool>();
    if (!value) complain(*node, fmt::format("'{}' must be true or false", key));
    return *value;
  }

  /// The value's place among the words.
  [[nodiscard]] std::size_t word(const toml::table& table, std::string_view key,
                                 const std::vector<std::string>& words) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return 0;
    const std::string text = text_at(file_, table, key);
    const auto found = std::find(words.begin(), words.end(), text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    complain(*node, fmt::format("{} = '{}': known values are {}{}", key, text,
                                fmt::join(words, ", "), did_you_mean(text, words)));
  }

  void read_phase(const toml::table& table, Scenario& scenario) const {
    check_keys(file_, table, {"name", "length", "judged"});
    Phase phase{.name = text_at(file_, table, "name"),
                .length = duration(table, "length", "0 s"),
                .is_judged = flag(table, "judged", true)};
    if (phase.length.count() <= 0) {
      complain(table,
               fmt::format("phase '{}' needs a length above 0, as length = \"30 s\"", phase.name));
    }
    const auto is_it = [&](const Phase& other) { return other.name == phase.name; };
    if (std::any_of(scenario.phases.begin(), scenario.phases.end(), is_it)) {
      complain(table, fmt::format("there are two phases '{}'", phase.name));
    }
    scenario.phases.push_back(std::move(phase));
  }

  void read_population(const toml::table& table, Scenario& scenario) const {
    check_keys(
        file_, table,
        {"name", "users", "rate", "burst", "arrivals", "think", "tenants", "mix", "journey"});
    Population population{.name = text_at(file_, table, "name")};
    if (table.contains("users") && table.contains("rate")) {
      complain(table,
               "a population has 'users', who wait for their answers, or a 'rate', not both");
    }
    population.loop = table.contains("users") ? Loop::users : Loop::rate;
    const std::string_view key = population.loop == Loop::users ? "users" : "rate";
    population.levels.resize(scenario.phases.size());
    population.bursts.resize(scenario.phases.size());
    read_levels(table, key, scenario, population);
    read_bursts(table, scenario, population);
    population.arrivals =
        static_cast<ArrivalProcess>(1 - word(table, "arrivals", {"poisson", "constant"}));
    population.think = duration(table, "think", "0 s");
    population.tenants = static_cast<Tenants>(word(table, "tenants", tenant_names()));
    read_mix(table, population);
    read_journeys(table, population);
    const auto is_it = [&](const Population& other) { return other.name == population.name; };
    if (std::any_of(scenario.populations.begin(), scenario.populations.end(), is_it)) {
      complain(table, fmt::format("there are two populations '{}'", population.name));
    }
    if (!table.contains("users") && !table.contains("rate") && !table.contains("burst")) {
      complain(table, fmt::format("population '{}' needs 'users', a 'rate' or a 'burst'",
                                  population.name));
    }
    if (population.journeys.empty()) {
      complain(table, fmt::format("population '{}' does nothing: it needs a 'mix' or [[journey]]s",
                                  population.name));
    }
    scenario.populations.push_back(std::move(population));
  }

  [[nodiscard]] std::size_t phase_named(const toml::key& key, const Scenario& scenario) const {
    const std::vector<std::string> known = phase_names(scenario);
    const auto found = std::find(known.begin(), known.end(), key.str());
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
    throw UsageError(fmt::format("{}:{}: there is no phase '{}'; known are {}{}", file_,
                                 key.source().begin.line, key.str(), fmt::join(known, ", "),
                                 did_you_mean(key.str(), known)));
  }

  /// users = 100, for all phases, or { hold = 100, ramp = [0, 100] }.
  void read_levels(const toml::table& table, std::string_view key, const Scenario& scenario,
                   Population& population) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    if (!node->is_table()) {
      const Level level = level_from(*node, key);
      population.levels.assign(scenario.phases.size(), level);
      return;
    }
    for (const auto& [phase, value] : *node->as_table()) {
      population.levels[phase_named(phase, scenario)] = level_from(value, key);
    }
  }

  [[nodiscard]] Level level_from(const toml::node& node, std::string_view key) const {
    constexpr double most = 1e6;
    const toml::array* array = node.as_array();
    if (array == nullptr) {
      const double value = number(node, key, 0, most);
      return {.from = value, .to = value};
    }
    if (array->size() != 2) complain(node, fmt::format("'{}' is a number or [FROM, TO]", key));
    return {.from = number((*array)[0], key, 0, most), .to = number((*array)[1], key, 0, most)};
  }

  void read_bursts(const toml::table& table, const Scenario& scenario,
                   Population& population) const {
    const toml::node* node = table.get("burst");
    if (node == nullptr) return;
    if (!node->is_table()) complain(*node, "write it as burst = { PHASE = 100 }");
    for (const auto& [phase, value] : *node->as_table()) {
      population.bursts[phase_named(phase, scenario)] =
          static_cast<std::int64_t>(number(value, "burst", 1, 1e6));
    }
  }

  /// mix = { "append events=3" = 40, "pull" = 60 }: journeys of one step each.
  void read_mix(const toml::table& table, Population& population) const {
    const toml::node* node = table.get("mix");
    if (node == nullptr) return;
    if (!node->is_table()) complain(*node, R"(write it as mix = { "append" = 40, "pull" = 60 })");
    for (const auto& [line, weight] : *node->as_table()) {
      const std::string place = fmt::format("{}:{}", file_, line.source().begin.line);
      Journey journey{.weight = number(weight, "mix", 0.001, 1e6),
                      .steps = parse_steps(std::string{line.str()}, place)};
      journey.name = journey.steps.front().label;
      population.journeys.push_back(std::move(journey));
    }
  }

  void read_journeys(const toml::table& table, Population& population) const {
    if (!table.contains("journey")) return;
    for (const toml::table* one : tables(table, "journey")) {
      check_keys(file_, *one, {"name", "weight", "steps"});
      Journey journey{.name = text_at(file_, *one, "name"),
                      .weight = number(*one, "weight", 1.0, 0.001, 1e6)};
      const toml::node* steps = one->get("steps");
      if (steps == nullptr || !steps->is_array()) {
        complain(*one, R"('steps' must be a list: ["append events=3", "pull"])");
      }
      for (const toml::node& step : *steps->as_array()) {
        const auto line = step.value_exact<std::string>();
        if (!line) complain(step, "a step is a text");
        for (Step& each : parse_steps(*line, place_of(file_, step))) {
          journey.steps.push_back(std::move(each));
        }
      }
      if (journey.steps.empty()) complain(*steps, "a journey has at least one step");
      population.journeys.push_back(std::move(journey));
    }
  }

  void read_processors(const toml::node& node, Scenario& scenario) const {
    if (!node.is_table()) complain(node, "write it as [processors]");
    const toml::table& table = *node.as_table();
    check_keys(file_, table, {"count", "follow", "batch", "from"});
    scenario.processors.count = static_cast<int>(number(table, "count", 1, 0, 64));
    scenario.processors.follow =
        static_cast<Follow>(word(table, "follow", {"polling", "listening"}));
    scenario.processors.batch = static_cast<std::int64_t>(number(table, "batch", 1000, 1, 100'000));
    scenario.processors.from_tail = word(table, "from", {"head", "tail"}) == 1;
  }

  void read_thresholds(const toml::node& node, Scenario& scenario) const {
    if (!node.is_array()) complain(node, R"('thresholds' must be a list: ["p95 < 500 ms"])");
    for (const toml::node& one : *node.as_array()) {
      scenario.thresholds.push_back(threshold_from(one));
      check_names(one, scenario, scenario.thresholds.back());
    }
  }

  [[nodiscard]] Threshold threshold_from(const toml::node& node) const {
    const toml::table* table = node.as_table();
    const auto text = table == nullptr ? node.value_exact<std::string>()
                                       : std::optional{text_at(file_, *table, "that")};
    if (!text)
      complain(node, R"(write it as "p95 < 500 ms" or { that = "...", abort_after = "10 s" })");
    Threshold threshold;
    try {
      threshold = parse_threshold(*text);
    } catch (const UsageError& error) {
      complain(node, error.what());
    }
    if (table == nullptr) return threshold;
    check_keys(file_, *table, {"that", "abort_after"});
    if (threshold.quantity == Quantity::growth) {
      complain(node, fmt::format("'{}': growth is known when the run is over, so there is no "
                                 "abort_after",
                                 threshold.text));
    }
    threshold.abort_after = duration(*table, "abort_after", "10 s");
    return threshold;
  }

  /// A threshold about nothing could not fail.
  void check_names(const toml::node& node, const Scenario& scenario,
                   const Threshold& threshold) const {
    const std::vector<std::string> phases = phase_names(scenario);
    for (const std::string& name : {threshold.phase, threshold.than_in}) {
      if (name.empty() || std::find(phases.begin(), phases.end(), name) != phases.end()) continue;
      complain(node, fmt::format("'{}': there is no phase '{}'; known are {}{}", threshold.text,
                                 name, fmt::join(phases, ", "), did_you_mean(name, phases)));
    }
    if (threshold.series == Series::visibility) {
      if (scenario.processors.count == 0) {
        complain(node, fmt::format("'{}': there are no [processors]", threshold.text));
      }
      if (!threshold.of.empty()) {
        complain(node, fmt::format("'{}': visibility is of all processors, so there is no 'of {}'",
                                   threshold.text, threshold.of));
      }
    }
    if (threshold.of.empty() || threshold.quantity == Quantity::growth) return;
    std::set<std::string> known;
    for (const Population& population : scenario.populations) {
      known.insert(population.name);
      for (const Journey& journey : population.journeys) {
        known.insert(journey.name);
        for (const Step& step : journey.steps) known.insert(step.label);
      }
    }
    if (known.contains(threshold.of)) return;
    complain(node, fmt::format("'{}': there is no population, journey or step '{}'; known are {}{}",
                               threshold.text, threshold.of, fmt::join(known, ", "),
                               did_you_mean(threshold.of, {known.begin(), known.end()})));
  }

  const std::string& file_;
  const toml::table& root_;
};

}  // namespace

Scenario parse_scenario(std::string_view text, const std::string& file, const std::string& name) {
  const toml::table root = catalogue::parse_toml(text, file);
  return Reader{file, root}.scenario(name);
}

std::vector<Scenario> built_in_scenarios() {
  std::vector<Scenario> scenarios;
  for (const catalogue::EmbeddedFile& file : catalogue::embedded_scenarios()) {
    const std::string name = std::filesystem::path{file.path}.stem().string();
    scenarios.push_back(
        parse_scenario(file.text, "bench/scenarios/" + std::string{file.path}, name));
  }
  return scenarios;
}

Scenario load_scenario(const std::string& name) {
  if (has_extension(name, ".toml")) {
    return parse_scenario(read_text_file(name, {.kind = FileKind::regular_or_stream}), name,
                          std::filesystem::path{name}.stem().string());
  }
  std::vector<std::string> known;
  for (Scenario& scenario : built_in_scenarios()) {
    if (scenario.name == name) return std::move(scenario);
    known.push_back(scenario.name);
  }
  throw UsageError(fmt::format("there is no scenario '{}'; known are {}, or name a FILE.toml{}",
                               name, fmt::join(known, ", "), did_you_mean(name, known)));
}

void scale_durations(Scenario& scenario, double scale) {
  const auto scaled = [scale](measure::Duration length) {
    return measure::Duration{
        static_cast<measure::Duration::rep>(static_cast<double>(length.count()) * scale)};
  };
  for (Phase& phase : scenario.phases) {
    phase.length = std::max(scaled(phase.length), measure::Duration{1'000'000});
  }
  for (Threshold& threshold : scenario.thresholds) {
    if (threshold.abort_after) threshold.abort_after = scaled(*threshold.abort_after);
  }
}

}  // namespace eventstore::load
