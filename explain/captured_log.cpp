#include "explain/captured_log.hpp"

#include <optional>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::explain {

using Json = nlohmann::ordered_json;

namespace {

/// `... duration: 12.345 ms  plan:`: the milliseconds.
std::optional<double> beginning_of_plan(const std::string& line) {
  static const std::regex form{R"((?:^|[\s:])duration: (\d+(?:\.\d+)?) ms  plan:\s*$)"};
  std::smatch match;
  if (!std::regex_search(line, match, form)) return std::nullopt;
  return std::stod(match[1]);
}

/// A plan whose end has not been read yet.
struct Pending {
  double milliseconds = 0.0;
  std::int64_t line = 0;
  std::string text;
  bool is_indented = false;  ///< As a server's log has it: each line of the message behind a tab.
};

class LogReader {
 public:
  LogReader(std::istream& log, std::string name) : log_(log), name_(std::move(name)) {}

  CapturedLog read() {
    for (std::string line; std::getline(log_, line);) {
      ++number_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      read_line(line);
    }
    give_up();
    return std::move(captured_);
  }

 private:
  void read_line(const std::string& line) {
    const bool is_indented = line.starts_with('\t');
    if (pending_ && pending_->text.empty()) return begin_text(line, is_indented);
    if (pending_ && is_indented == pending_->is_indented) {
      return continue_text(is_indented ? line.substr(1) : line);
    }
    if (is_indented) {
      ++captured_.other_lines;
    } else if (const auto milliseconds = beginning_of_plan(line)) {
      begin(*milliseconds);
    } else if (!line.starts_with('{') || !read_json_line(line)) {
      ++captured_.other_lines;
    }
  }

  void begin(double milliseconds) {
    give_up();
    pending_ = Pending{.milliseconds = milliseconds, .line = number_, .text = {}};
  }

  void give_up() {
    if (std::exchange(pending_, std::nullopt)) ++captured_.cut_off;
  }

  void begin_text(const std::string& line, bool is_indented) {
    const std::string text = is_indented ? line.substr(1) : line;
    if (text.starts_with('{') && !text.starts_with("{\"")) {
      pending_->is_indented = is_indented;
      return continue_text(text);
    }
    if (text.starts_with("Query Text: ") || text.starts_with("<explain") ||
        text.starts_with("Query Identifier: ")) {
      refuse_format(pending_->line);
    }
    // Another session's line came in between.
    if (const auto milliseconds = beginning_of_plan(line)) return begin(*milliseconds);
    if (!line.starts_with('{') || !read_json_line(line)) ++captured_.other_lines;
  }

  void continue_text(const std::string& text) {
    pending_->text += text + "\n";
    if (text != "}") return;
    const Pending complete = *std::exchange(pending_, std::nullopt);
    add(complete.text, complete.milliseconds, complete.line);
  }

  /// A line of jsonlog.  False: it is none, or no plan.
  bool read_json_line(const std::string& line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("message") || !json["message"].is_string()) {
      return false;
    }
    const std::string message = json["message"];
    const std::size_t end = message.find('\n');
    const auto milliseconds = beginning_of_plan(message.substr(0, end));
    if (!milliseconds || end == std::string::npos) return false;
    const std::string text = message.substr(end + 1);
    if (!text.starts_with('{')) refuse_format(number_);
    add(text, *milliseconds, number_);
    return true;
  }

  void add(const std::string& text, double milliseconds, std::int64_t line) {
    Json plan = Json::parse(text, nullptr, false);
    if (!plan.is_object() || !plan.contains("Plan")) {
      ++captured_.cut_off;
      return;
    }
    std::string query = plan.value("Query Text", std::string{});
    captured_.plans.push_back({.plan = std::move(plan),
                               .query = std::move(query),
                               .milliseconds = milliseconds,
                               .line = line});
  }

  [[noreturn]] void refuse_format(std::int64_t line) const {
    throw UsageError(fmt::format(
        "{}:{}: this plan is not in JSON; set auto_explain.log_format = json and log anew", name_,
        line));
  }

  std::istream& log_;
  std::string name_;
  std::int64_t number_ = 0;
  std::optional<Pending> pending_;
  CapturedLog captured_;
};

}  // namespace

CapturedLog read_captured_log(std::istream& log, const std::string& name) {
  return LogReader{log, name}.read();
}

}  // namespace eventstore::explain
