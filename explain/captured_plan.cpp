#include "explain/captured_plan.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <re2/re2.h>

namespace eventstore::explain {

using Json = nlohmann::ordered_json;

namespace {

struct Beginning {
  double milliseconds = 0.0;
  bool is_named_plan = false;  ///< In English, German and the like.
  std::string_view rest;       ///< What follows in the same line.
};

bool is_of_other_format(std::string_view text) {
  for (const std::string_view first :
       {"Query Text:", "Query Identifier:", "Query Parameters:", "<explain"}) {
    if (text.starts_with(first)) return true;
  }
  return false;
}

/// `duration: 12.345 ms  plan:`, in any language: a number, its unit, two blanks, a word, a colon.
std::optional<Beginning> beginning_of_plan(std::string_view line) {
  if (line.find(':') == std::string_view::npos) return std::nullopt;
  static const RE2 form{
      R"((?:^|[^\d.,])(\d{1,15}(?:[.,]\d{1,9})?)(?: |\xC2\xA0|\xE2\x80\xAF)?)"
      R"((?:ms|[\x80-\xFF]{2,12})(?:,? {2,3}([^\s:][^:]{0,40}?)| (plan)) ?(?::|\xEF\xBC\x9A)(.*)$)",
      RE2::Latin1};
  std::string number, word;
  re2::StringPiece found;
  if (!RE2::PartialMatch(line, form, &number, &word, nullptr, &found)) return std::nullopt;
  for (const std::string_view other : {"statement", "execute", "parse", "bind", "fastpath"}) {
    if (word.starts_with(other)) return std::nullopt;
  }
  const std::string_view rest = without_indent({found.data(), found.size()});
  if (!rest.empty() && !rest.starts_with('{') && !is_of_other_format(rest)) return std::nullopt;
  std::replace(number.begin(), number.end(), ',', '.');
  const bool is_named_plan = word.empty() || word.starts_with("plan") || word.starts_with("Plan");
  Beginning beginning{.milliseconds = 0.0, .is_named_plan = is_named_plan, .rest = rest};
  std::from_chars(number.data(), number.data() + number.size(), beginning.milliseconds);
  return beginning;
}

/// Whether a plan begins with this line, rather than an object that wraps another line.
bool is_first_of_json(std::string_view text) {
  if (!text.starts_with('{')) return false;
  const std::string_view rest = without_indent(text.substr(1));
  return rest.empty() || rest.starts_with("\"Query ") || rest.starts_with("\"Plan\"");
}

Json parsed(const std::string& text) {
  Json plan = Json::parse(text, nullptr, false);
  if (!plan.is_discarded()) return plan;
  // The server writes in the encoding of the database, which need not be UTF-8.
  std::string ascii = text;
  for (char& c : ascii) {
    if (static_cast<unsigned char>(c) >= 0x80U) c = '?';
  }
  return Json::parse(ascii, nullptr, false);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Whether the text begins with the prefix, which may hold times and counts.
bool begins_alike(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char one, char other) {
           return one == other || (is_digit(one) && is_digit(other));
         });
}

}  // namespace

bool PlanAssembly::begins(std::string_view line, std::int64_t number) {
  const auto beginning = beginning_of_plan(line);
  if (!beginning) return false;
  finish();
  stage_ = Stage::awaited;
  milliseconds_ = beginning->milliseconds;
  line_ = number;
  is_named_plan_ = beginning->is_named_plan;
  constexpr std::size_t longest_prefix = 256;
  first_line_ = line.substr(0, longest_prefix);
  if (!beginning->rest.empty()) begin_text(beginning->rest);
  return true;
}

bool PlanAssembly::continues(std::string_view line, Unwrapped::Part part) {
  if (part == Unwrapped::Part::first) {
    finish();
    return false;
  }
  if (stage_ == Stage::awaited) return begin_text(line) || learn_prefix(line);
  line = without_prefix(line);
  const bool is_indented = line.starts_with('\t') || line.starts_with("  ");
  if (stage_ == Stage::other_format) {
    if (!is_indented && !line.starts_with('<')) stage_ = Stage::none;
    return stage_ == Stage::other_format;
  }
  if (stage_ != Stage::json) return false;
  if (scanner_.is_in_string()) {
    // Only where lines are cut to a length does a string go on in the next one.
    if (part == Unwrapped::Part::further) append(line);
    return part == Unwrapped::Part::further;
  }
  const std::string_view text = without_indent(line);
  if (!is_json_line(text) || text.starts_with("{\"")) return false;
  text_ += '\n';
  append(text);
  return true;
}

bool PlanAssembly::begin_text(std::string_view line) {
  const std::string_view text = without_indent(line);
  if (is_first_of_json(text)) {
    stage_ = Stage::json;
    append(text);
    return true;
  }
  if (is_of_other_format(text)) {
    reading_->log.other_format.add(line_);
    stage_ = Stage::other_format;
    return true;
  }
  // What follows may be another session's; or the message was of a statement, in another language.
  if (!text.empty() && text.size() < line.size()) is_doubtful_ = !is_named_plan_;
  return false;
}

/// What stands before each line, whoever writes it: the plan's "{" follows what the first line
/// began with, too.
bool PlanAssembly::learn_prefix(std::string_view line) {
  if (!line.ends_with('{')) return false;
  const std::size_t last = line.find_last_not_of(" \t{");
  const std::string_view prefix = line.substr(0, last == std::string_view::npos ? 0 : last + 1);
  if (prefix.empty() || line.size() - prefix.size() < 2 || !begins_alike(first_line_, prefix)) {
    return false;
  }
  prefix_ = prefix;
  return begin_text(line.substr(prefix.size()));
}

std::string_view PlanAssembly::without_prefix(std::string_view line) const {
  return begins_alike(line, prefix_) ? line.substr(prefix_.size()) : line;
}

void PlanAssembly::append(std::string_view line) {
  text_ += line;
  reading_->held_bytes += line.size() + 1;
  const bool is_too_large = text_.size() > max_plan_bytes || reading_->held_bytes > max_held_bytes;
  const JsonScanner::State state = scanner_.take(line);
  if (state == JsonScanner::State::complete) {
    complete();
  } else if (is_too_large || state == JsonScanner::State::broken) {
    drop(reading_->log.unreadable);
  }
}

void PlanAssembly::complete() {
  Json plan = parsed(text_);
  if (!plan.is_object() || !plan.contains("Plan") || !plan["Plan"].is_object()) {
    return drop(reading_->log.unreadable);
  }
  const auto text = plan.find("Query Text");
  const bool has_text = text != plan.end() && text->is_string();
  std::string query = has_text ? text->get<std::string>() : std::string{};
  LoggedPlan logged{.plan = std::move(plan),
                    .query = std::move(query),
                    .milliseconds = milliseconds_,
                    .line = line_,
                    .bytes = text_.size()};
  ++reading_->log.plan_count;
  if (reading_->take) {
    reading_->take(std::move(logged));
  } else {
    reading_->log.plans.push_back(std::move(logged));
  }
  end();
}

void PlanAssembly::finish() {
  if (stage_ == Stage::awaited && is_doubtful_) {
    ++reading_->log.other_lines;
  } else if (stage_ == Stage::awaited || stage_ == Stage::json) {
    drop(reading_->log.cut_off);
  }
  end();
}

void PlanAssembly::drop(CountedPlans& counted) {
  counted.add(line_);
  end();
}

void PlanAssembly::end() {
  reading_->held_bytes -= std::min(reading_->held_bytes, text_.size());
  stage_ = Stage::none;
  is_doubtful_ = false;
  text_ = std::string{};
  prefix_.clear();
  scanner_ = JsonScanner{};
}

}  // namespace eventstore::explain
