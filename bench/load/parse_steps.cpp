// The lines of a journey.

#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/load/scenario_file.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/quantity.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::load {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// The settings of a line; each is taken once, and none may be left.
class Settings {
 public:
  Settings(std::string action, std::string place)
      : action_(std::move(action)), place_(std::move(place)) {}

  void set(const std::string& word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      complain(fmt::format("'{}' is no SETTING=VALUE", word));
    }
    if (!values_.emplace(word.substr(0, equals), word.substr(equals + 1)).second) {
      complain(fmt::format("duplicate setting '{}'", word.substr(0, equals)));
    }
  }

  [[nodiscard]] std::string take(const std::string& name, const std::string& otherwise) {
    known_.push_back(name);
    const auto found = values_.find(name);
    if (found == values_.end()) return otherwise;
    std::string value = std::move(found->second);
    values_.erase(found);
    return value;
  }

  [[nodiscard]] std::int64_t number(const std::string& name, std::int64_t otherwise,
                                    std::int64_t most) {
    const std::string text = take(name, std::to_string(otherwise));
    const auto read = read_count(text, static_cast<std::uint64_t>(most));
    if (read && read.value >= 1) return static_cast<std::int64_t>(read.value);
    complain(fmt::format("{}={}: a whole number from 1 to {} is needed", name, text, most));
  }

  [[nodiscard]] bool word(const std::string& name, const std::string& no, const std::string& yes) {
    const std::string text = take(name, no);
    if (text == no || text == yes) return text == yes;
    complain(fmt::format("{}={}: known values are {}, {}{}", name, text, no, yes,
                         did_you_mean(text, {no, yes})));
  }

  void require_all_taken() const {
    if (values_.empty()) return;
    const std::string& name = values_.begin()->first;
    complain(fmt::format("'{}' has no setting '{}'; known are {}{}", action_, name,
                         fmt::join(known_, ", "), did_you_mean(name, known_)));
  }

  [[noreturn]] void complain(const std::string& what) const {
    throw UsageError(fmt::format("{}: {}", place_, what));
  }

 private:
  std::string action_;
  std::string place_;
  std::map<std::string, std::string> values_;
  std::vector<std::string> known_;
};

AppendStep append_from(Settings& settings) {
  AppendStep step;
  constexpr std::int64_t many = 1'000'000;
  step.events = settings.number("events", step.events, 10'000);
  const std::string target = settings.take("aggregate", "own");
  if (target != "own" && target != "new" && target != "shared") {
    settings.complain(fmt::format("aggregate={}: known values are own, new, shared{}", target,
                                  did_you_mean(target, {"own", "new", "shared"})));
  }
  step.target = target == "own" ? Target::own : target == "new" ? Target::fresh : Target::shared;
  step.own_length = settings.number("length", step.own_length, many);
  step.shared = settings.number("shared", step.shared, many);
  step.is_stale = settings.word("version", "expected", "stale");
  if (step.is_stale && step.target == Target::fresh) {
    settings.complain(
        "version=stale aggregate=new: a new aggregate has no version that could be too old; take "
        "own or shared");
  }
  step.attempts = static_cast<int>(settings.number("attempts", step.attempts, 1000));
  return step;
}

CallStep call_from(const std::string& title, const Settings& settings) {
  const std::size_t slash = title.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == title.size()) {
    settings.complain("write it as 'call OPERATION/CASE', as eventstore_bench --list has them");
  }
  return {.operation = title.substr(0, slash), .case_name = title.substr(slash + 1)};
}

}  // namespace

std::vector<Step> parse_steps(const std::string& line, const std::string& place) {
  std::istringstream words{line};
  std::string action;
  words >> action;
  Settings settings{action, place};
  Step step;
  std::string title;
  if (action == "call") words >> title;
  for (std::string word; words >> word;) settings.set(word);
  if (action == "append") {
    step.action = append_from(settings);
  } else if (action == "pull") {
    step.action = PullStep{.batch = settings.number("batch", 10, 100'000)};
  } else if (action == "load") {
    step.action = LoadStep{.from_snapshot = settings.word("from", "events", "snapshot")};
  } else if (action == "call") {
    step.action = call_from(title, settings);
  } else {
    settings.complain(fmt::format("unknown action '{}'; known are append, pull, load, call{}",
                                  action,
                                  did_you_mean(action, {"append", "pull", "load", "call"})));
  }
  step.label = settings.take("as", action == "call" ? title : action);
  const auto repeat = static_cast<std::size_t>(settings.number("repeat", 1, 1000));
  settings.require_all_taken();
  return std::vector<Step>(repeat, step);
}

measure::Duration parse_duration(const std::string& text, const std::string& place) {
  constexpr double longest = 366.0 * 24 * 3600;
  constexpr double nanoseconds = 1e9;
  const auto read = read_duration(trimmed(text), "");
  if (!read) throw UsageError(fmt::format("{}: {}", place, read.complaint));
  if (read.value > longest) {
    throw UsageError(fmt::format("{}: '{}' is more than a year", place, text));
  }
  return measure::Duration{static_cast<measure::Duration::rep>(read.value * nanoseconds)};
}

}  // namespace eventstore::load
