// The right-hand sides of the single `@` lines.

#include <array>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "core/catalogue/parse_operation.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::catalogue {

namespace {

constexpr std::array type_names{"boolean", "integer",     "bigint",        "text",   "uuid",
                                "xid8",    "timestamptz", "json",          "jsonb",  "bigint[]",
                                "text[]",  "uuid[]",      "timestamptz[]", "json[]", "jsonb[]"};

}  // namespace

ParameterType parse_parameter_type(const std::string& text) {
  for (std::size_t i = 0; i < type_names.size(); ++i) {
    if (text == type_names[i]) return static_cast<ParameterType>(i);
  }
  throw UsageError(fmt::format("unknown type '{}'; known are {}{}", text,
                               fmt::join(type_names, ", "),
                               did_you_mean(text, {type_names.begin(), type_names.end()})));
}

RowRange parse_rows(const std::string& text) {
  static const RE2 form{R"((?:(\d{1,18})\.\.)?(?:(\d{1,18})|:(\w+)|case\.(\w+)))", RE2::Latin1};
  std::string least, most;
  RowRange range;
  if (!RE2::FullMatch(text, form, &least, &most, &range.most_parameter, &range.most_setting)) {
    throw UsageError(fmt::format(
        "cannot read the rows '{}'; write 1, 0..10, 0..:PARAMETER or case.SETTING", text));
  }
  range.is_exact = least.empty();
  if (!range.is_exact) range.least = std::stoll(least);
  if (!most.empty()) range.most = std::stoll(most);
  if (!most.empty() && !range.is_exact && range.least > range.most) {
    throw UsageError(fmt::format("'{}' is an empty range of rows", text));
  }
  return range;
}

namespace {

void read_settings(const std::string& text, std::map<std::string, std::string>& settings) {
  static const RE2 setting{R"((\w+)=(\S+))", RE2::Latin1};
  std::istringstream words{text};
  for (std::string word; words >> word;) {
    std::string name, value;
    if (!RE2::FullMatch(word, setting, &name, &value)) {
      throw UsageError(fmt::format("'{}' is no condition; write it as NAME=VALUE", word));
    }
    settings[name] = value;
  }
}

}  // namespace

Sla parse_sla(const std::string& text) {
  static const RE2 form{R"((max|p(\d{1,9}(?:\.\d{1,9})?))\s*<\s*)"
                        R"((\d{1,9}(?:\.\d{1,9})?)\s*(us|ms|s)(?:\s+when\s+(.+))?)",
                        RE2::Latin1};
  std::string name, percentile, limit, unit, conditions;
  if (!RE2::FullMatch(text, form, &name, &percentile, &limit, &unit, &conditions)) {
    throw UsageError(fmt::format(
        "cannot read the target '{}'; write it as 'p95 < 50 ms' or 'p95 < 50 ms when batch=1000'",
        text));
  }
  Sla sla;
  sla.percentile = percentile.empty() ? 100.0 : std::stod(percentile);
  if (sla.percentile <= 0.0 || sla.percentile > 100.0) {
    throw UsageError(fmt::format("there is no percentile {}", name));
  }
  const double unit_ms = unit == "us" ? 0.001 : unit == "ms" ? 1.0 : 1000.0;
  sla.limit_ms = std::stod(limit) * unit_ms;
  read_settings(conditions, sla.when);
  return sla;
}

}  // namespace eventstore::catalogue
