// The right-hand side of a `@plan` line.

#include <array>
#include <optional>
#include <regex>
#include <string_view>

#include <fmt/format.h>

#include "core/catalogue/parse_operation.hpp"
#include "core/tool/errors.hpp"

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
  static const std::regex separator{R"(\s*,\s*)"};
  return {std::sregex_token_iterator{text.begin(), text.end(), separator, -1}, {}};
}

using Property = decltype(PlanExpectation::property);

std::optional<Property> parse_property(const std::string& text) {
  static const std::regex index_cond{R"(index_cond\(\s*(\w+)\s*:\s*(\w+(?:\s*,\s*\w+)*)\s*\))"};
  static const std::regex index{R"(index\(\s*(\w+)\s*\))"};
  static const std::regex tenant{R"(tenant\(\s*(\w+)\s*\))"};
  static const std::regex never_at_all{R"(never\s+(sort|spill))"};
  static const std::regex never_on{R"(never\s+(seq_scan|filter|trigger)\(\s*(\w+)\s*\))"};
  static const std::regex limit{R"((buffers|removed|heap_fetches|wal_bytes)\s*<=\s*(\d{1,15}))"
                                R"((?:\s*\+\s*(\d{1,15}(?:\.\d+)?)\s*\*\s*rows)?)"};
  static const std::regex estimate{R"(estimate\s+within\s+(\d{1,15}(?:\.\d+)?)\s*x)"};
  std::smatch match;
  if (std::regex_match(text, match, index_cond)) {
    return IndexCondition{match[1], comma_separated(match[2])};
  }
  if (std::regex_match(text, match, index)) return NamedIndex{match[1]};
  if (std::regex_match(text, match, tenant)) return TenantIsolation{match[1]};
  if (std::regex_match(text, match, never_at_all)) {
    return Never{enumerator_of<Never::What>(never_words, match[1]), ""};
  }
  if (std::regex_match(text, match, never_on)) {
    return Never{enumerator_of<Never::What>(never_words, match[1]), match[2]};
  }
  if (std::regex_match(text, match, limit)) {
    return WorkLimit{.what = enumerator_of<WorkLimit::What>(limit_words, match[1]),
                     .constant = std::stod(match[2]),
                     .per_row = match[3].matched ? std::stod(match[3]) : 0.0};
  }
  if (!std::regex_match(text, match, estimate)) return std::nullopt;
  const double factor = std::stod(match[1]);
  if (factor < 1.0) throw UsageError("an estimate cannot be nearer than within 1x");
  return EstimateLimit{factor};
}

void add_condition(const std::string& word, PlanConditions& when) {
  static const std::regex setting{R"((\w+)=(\S+))"};
  static const std::regex server{R"(server(>=|<)(\d{1,4}))"};
  static const std::regex mode{"custom|generic|sixth"};
  std::smatch match;
  bool is_new = true;
  if (std::regex_match(word, match, server)) {
    int& bound = match[1] == "<" ? when.server_below : when.server_from;
    is_new = bound == 0;
    bound = std::stoi(match[2]);
  } else if (!std::regex_match(word, match, setting) || match[1] == "server" ||
             (match[1] == "mode" && !std::regex_match(match[2].str(), mode))) {
    throw UsageError(fmt::format("'{}' is no condition; known are {}", word, known_conditions));
  } else if (match[1] == "mode") {
    is_new = when.mode.empty();
    when.mode = match[2];
  } else {
    is_new = when.settings.emplace(match[1], match[2]).second;
  }
  if (!is_new) throw UsageError(fmt::format("'{}': a condition on that stands twice", word));
}

PlanConditions parse_conditions(const std::string& text) {
  static const std::regex gap{R"(\s+)"};
  PlanConditions when;
  for (std::sregex_token_iterator word{text.begin(), text.end(), gap, -1}, end; word != end;
       ++word) {
    add_condition(*word, when);
  }
  if (when.server_below != 0 && when.server_from >= when.server_below) {
    throw UsageError(fmt::format("there is no server from {} on that is below {}", when.server_from,
                                 when.server_below));
  }
  return when;
}

}  // namespace

PlanExpectation parse_plan_expectation(const std::string& text) {
  static const std::regex with_conditions{R"((.*?)\s+when(?:\s+(.*))?)"};
  std::smatch match;
  const bool has_conditions = std::regex_match(text, match, with_conditions);
  auto property = parse_property(has_conditions ? match[1].str() : text);
  if (!property) {
    throw UsageError(
        fmt::format("cannot read the plan expectation '{}'; known are {}", text, known_properties));
  }
  PlanExpectation expectation{.property = std::move(*property), .when = {}, .text = text};
  if (has_conditions) expectation.when = parse_conditions(match[2]);
  return expectation;
}

}  // namespace eventstore::catalogue
