#include "bench/axes.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::bench {

namespace {

template <typename Value>
using Names = std::vector<std::pair<Value, std::string>>;

const Names<Protocol> protocol_names{{Protocol::prepared, "prepared"},
                                     {Protocol::simple, "simple"},
                                     {Protocol::pipeline, "pipeline"}};
const Names<pg::ResultFormat> format_names{{pg::ResultFormat::binary, "binary"},
                                           {pg::ResultFormat::text, "text"}};
const Names<SynchronousCommit> commit_names{{SynchronousCommit::on, "on"},
                                            {SynchronousCommit::off, "off"}};

template <typename Value>
std::string name_of(const Names<Value>& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

/// "prepared,simple"; throws ValidationError, which CLI11 makes a sentence of.
template <typename Value>
std::vector<Value> parse_list(const std::string& option, const Names<Value>& names,
                              const std::string& text) {
  std::vector<Value> values;
  std::istringstream words{text};
  for (std::string word; std::getline(words, word, ',');) {
    bool is_known = false;
    std::string known_words;
    for (const auto& [value, name] : names) {
      if (name == word) values.push_back(value), is_known = true;
      known_words += (known_words.empty() ? "" : ", ") + name;
    }
    if (is_known) continue;
    throw CLI::ValidationError(
        option,
        fmt::format("'{}' is none of {}; several are separated by commas", word, known_words));
  }
  if (values.empty()) throw CLI::ValidationError(option, "names nothing");
  return values;
}

std::vector<int> parse_threads(const std::string& text) {
  constexpr int most = 64;
  std::vector<int> values;
  std::istringstream words{text};
  for (std::string word; std::getline(words, word, ',');) {
    const bool is_number = !word.empty() && word.size() <= 2 &&
                           word.find_first_not_of("0123456789") == std::string::npos;
    const int number = is_number ? std::stoi(word) : 0;
    if (number < 1 || number > most) {
      throw CLI::ValidationError(
          "--threads",
          fmt::format("'{}' is no number from 1 to {}; several are separated by commas", word,
                      most));
    }
    values.push_back(number);
  }
  if (values.empty()) throw CLI::ValidationError("--threads", "names nothing");
  return values;
}

template <typename Value>
void declare_list(CLI::App& app, const std::string& option, const Names<Value>& names,
                  std::vector<Value>& values, const std::string& otherwise,
                  const std::string& help) {
  app.add_option_function<std::string>(
         option,
         [option, &names, &values](const std::string& text) {
           values = parse_list(option, names, text);
         },
         help)
      ->type_name("LIST")
      ->default_str(otherwise);
}

}  // namespace

std::map<std::string, std::string> Axes::settings() const {
  std::map<std::string, std::string> settings;
  const Axes usual;
  if (threads != usual.threads) settings["threads"] = std::to_string(threads);
  if (protocol != usual.protocol) settings["protocol"] = name_of(protocol_names, protocol);
  if (format != usual.format) settings["format"] = name_of(format_names, format);
  if (synchronous_commit != usual.synchronous_commit) {
    settings["synchronous_commit"] = name_of(commit_names, synchronous_commit);
  }
  if (cache != usual.cache) settings["cache"] = "cold";
  return settings;
}

std::string Axes::suffix() const {
  std::string text;
  for (const auto& [name, value] : settings()) text += fmt::format("/{}:{}", name, value);
  return text;
}

std::vector<Axes> AxisLists::points_for(const catalogue::Operation& operation) const {
  const auto returns_rows = [](const catalogue::Step& step) { return !step.modifies; };
  const bool has_rows = std::any_of(operation.steps.begin(), operation.steps.end(), returns_rows);
  const auto formats_here = has_rows ? formats : std::vector{Axes{}.format};
  const auto commits_here =
      operation.writes() ? synchronous_commits : std::vector{Axes{}.synchronous_commit};
  std::vector<Axes> points;
  for (const int count : threads) {
    for (const Protocol protocol : protocols) {
      // What the simple protocol returns is text, whatever was asked for.
      const bool is_text = protocol == Protocol::simple && has_rows;
      for (const auto format : is_text ? std::vector{pg::ResultFormat::text} : formats_here) {
        for (const SynchronousCommit commit : commits_here) {
          points.push_back({.threads = count,
                            .protocol = protocol,
                            .format = format,
                            .synchronous_commit = commit,
                            .cache = cache});
        }
      }
    }
  }
  return points;
}

void declare_axes(CLI::App& app, AxisLists& lists) {
  app.add_option_function<std::string>(
         "--threads", [&lists](const std::string& text) { lists.threads = parse_threads(text); },
         "Connections at once, driven by a thread for each core at most: 1 to 64, or several, as "
         "in "
         "1,8,64")
      ->type_name("LIST")
      ->default_str("1");
  declare_list(app, "--protocol", protocol_names, lists.protocols, "prepared",
               "prepared, simple (text, planned each time), pipeline (16 calls under way)");
  declare_list(app, "--format", format_names, lists.formats, "binary",
               "Of what the server returns: binary, text");
  declare_list(app, "--synchronous-commit", commit_names, lists.synchronous_commits, "",
               "on: a commit waits for the disk; off: not; else as the server is set");
  app.add_flag_callback(
      "--cold", [&lists] { lists.cache = Cache::cold; },
      "Measure calls that find nothing in the caches (local server only, some seconds each)");
}

}  // namespace eventstore::bench
