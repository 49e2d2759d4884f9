// The right-hand side of a `@plan` line.

#include <array>
#include <optional>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/catalogue/parse_operation.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/quantity.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::catalogue {

namespace {

constexpr std::string_view known_properties =
    "index_cond(TABLE: COLUMN, ...), index(NAME), tenant(TABLE), never sort, never spill, "
    "never seq_scan(TABLE), never filter(TABLE), never trigger(TABLE), buffers <= N + M * rows, "
    "removed <= N + M * rows, heap_fetches <= N + M * rows, wal_bytes <= N + M * rows, "
    "estimate within Nx; each may end in 'when CONDITION ...'";
constexpr std::string_view known_conditions =
    "SETTING=VALUE, mode=custom, mode=generic, mode=sixth, server>=VERSION, server<VERSION";

/// Words of `@plan` lines in the order of their enumerators.
constexpr std::array never_words{"sort", "spill", "seq_scan", "filter", "trigger"};
constexpr std::array limit_words{"buffers", "removed", "heap_fetches", "wal_bytes"};

template <typename What, std::size_t size>
What enumerator_of(const std::array<const char*, size>& words, const std::string& word) {
  std::size_t at = 0;
  while (words.at(at) != word) ++at;
  return static_cast<What>(at);
}

std::vector<std::string> comma_separated(const std::string& text) {
  static const RE2 word{R"([\s,]*(\w+))", RE2::Latin1};
  std::vector<std::string> words;
  re2::StringPiece rest{text};
  for (std::string each; RE2::Consume(&rest, word, &each);) words.push_back(each);
  return words;
}

double number_in(const std::string& text) {
  const ReadNumber<double> read = read_number(text);
  if (!read) throw UsageError(read.complaint);
  return read.value;
}

using Property = decltype(PlanExpectation::property);

std::optional<Property> parse_property(const std::string& text) {
  static const RE2 index_cond{R"(index_cond\(\s*(\w+)\s*:\s*(\w+(?:\s*,\s*\w+)*)\s*\))",
                              RE2::Latin1};
  static const RE2 index{R"(index\(\s*(\w+)\s*\))", RE2::Latin1};
  static const RE2 tenant{R"(tenant\(\s*(\w+)\s*\))", RE2::Latin1};
  static const RE2 never_at_all{R"(never\s+(sort|spill))", RE2::Latin1};
  static const RE2 never_on{R"(never\s+(seq_scan|filter|trigger)\(\s*(\w+)\s*\))", RE2::Latin1};
  static const RE2 limit{R"((buffers|removed|heap_fetches|wal_bytes)\s*<=\s*(\d[\w.]*))"
                         R"((?:\s*\+\s*(\d[\w.]*)\s*\*\s*rows)?)",
                         RE2::Latin1};
  static const RE2 estimate{R"(estimate\s+within\s+(\d[\w.]*?)\s*x)", RE2::Latin1};
  std::string first, second;
  if (RE2::FullMatch(text, index_cond, &first, &second)) {
    return IndexCondition{first, comma_separated(second)};
  }
  if (RE2::FullMatch(text, index, &first)) return NamedIndex{first};
  if (RE2::FullMatch(text, tenant, &first)) return TenantIsolation{first};
  if (RE2::FullMatch(text, never_at_all, &first)) {
    return Never{enumerator_of<Never::What>(never_words, first), ""};
  }
  if (RE2::FullMatch(text, never_on, &first, &second)) {
    return Never{enumerator_of<Never::What>(never_words, first), second};
  }
  std::string per_row;
  if (RE2::FullMatch(text, limit, &first, &second, &per_row)) {
    return WorkLimit{.what = enumerator_of<WorkLimit::What>(limit_words, first),
                     .constant = number_in(second),
                     .per_row = per_row.empty() ? 0.0 : number_in(per_row)};
  }
  if (!RE2::FullMatch(text, estimate, &first)) return std::nullopt;
  const double factor = number_in(first);
  if (factor < 1.0) throw UsageError("an estimate cannot be nearer than within 1x");
  return EstimateLimit{factor};
}

void add_condition(const std::string& word, PlanConditions& when) {
  static const RE2 setting{R"((\w+)=(\S+))", RE2::Latin1};
  static const RE2 server{R"(server(>=|<)(\d{1,4}))", RE2::Latin1};
  static const RE2 mode{"custom|generic|sixth", RE2::Latin1};
  std::string name, value;
  int version = 0;
  bool is_new = true;
  if (RE2::FullMatch(word, server, &name, &version)) {
    int& bound = name == "<" ? when.server_below : when.server_from;
    is_new = bound == 0;
    bound = version;
  } else if (!RE2::FullMatch(word, setting, &name, &value) || name == "server" ||
             (name == "mode" && !RE2::FullMatch(value, mode))) {
    throw UsageError(
        fmt::format("'{}' is no condition; known are {}{}", word, known_conditions,
                    did_you_mean(word, {"mode=custom", "mode=generic", "mode=sixth"})));
  } else if (name == "mode") {
    is_new = when.mode.empty();
    when.mode = value;
  } else {
    is_new = when.settings.emplace(name, value).second;
  }
  if (!is_new) throw UsageError(fmt::format("'{}': duplicate condition", word));
}

PlanConditions parse_conditions(const std::string& text) {
  PlanConditions when;
  std::istringstream words{text};
  std::string word;
  if (!(words >> word)) add_condition("", when);  // "when" and nothing behind it.
  for (; words; words >> word) add_condition(word, when);
  if (when.server_below != 0 && when.server_from >= when.server_below) {
    throw UsageError(fmt::format("there is no server from {} on that is below {}", when.server_from,
                                 when.server_below));
  }
  return when;
}

/// Of the words in front of what stands in parentheses or behind a comparison.
std::string nearest_property(const std::string& text) {
  std::string words = text.substr(0, text.find_first_of("(<"));
  words.erase(words.find_last_not_of(' ') + 1);
  return did_you_mean(
      words, {"index_cond", "index", "tenant", "never sort", "never spill", "never seq_scan",
              "never filter", "never trigger", "buffers", "removed", "heap_fetches", "wal_bytes"});
}

}  // namespace

PlanExpectation parse_plan_expectation(const std::string& text) {
  static const RE2 with_conditions{R"((.*?)\s+when(?:\s+(.*))?)", RE2::Latin1};
  std::string before, conditions;
  const bool has_conditions = RE2::FullMatch(text, with_conditions, &before, &conditions);
  auto property = parse_property(has_conditions ? before : text);
  if (!property) {
    throw UsageError(fmt::format("cannot read the plan expectation '{}'; known are {}{}", text,
                                 known_properties, nearest_property(text)));
  }
  PlanExpectation expectation{.property = std::move(*property), .when = {}, .text = text};
  if (has_conditions) expectation.when = parse_conditions(conditions);
  return expectation;
}

}  // namespace eventstore::catalogue
