// The right-hand sides of the single `@` lines.

#include <array>
#include <regex>

#include <fmt/format.h>

#include "core/catalogue/parse_operation.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::catalogue {

namespace {

constexpr std::array type_names{"boolean", "integer",     "bigint",        "text",   "uuid",
                                "xid8",    "timestamptz", "json",          "jsonb",  "bigint[]",
                                "text[]",  "uuid[]",      "timestamptz[]", "json[]", "jsonb[]"};

}  // namespace

ParameterType parse_parameter_type(const std::string& text) {
  std::string known;
  for (std::size_t i = 0; i < type_names.size(); ++i) {
    if (text == type_names[i]) return static_cast<ParameterType>(i);
    known += fmt::format("{}{}", i == 0 ? "" : ", ", type_names[i]);
  }
  throw UsageError(fmt::format("unknown type '{}'; known are {}", text, known));
}

Sla parse_sla(const std::string& text) {
  static const std::regex form{
      R"((max|p(\d+(?:\.\d+)?))\s*<\s*(\d+(?:\.\d+)?)\s*(us|ms|s)(?:\s+when\s+(.+))?)"};
  std::smatch match;
  if (!std::regex_match(text, match, form)) {
    throw UsageError(fmt::format(
        "cannot read the target '{}'; write it as 'p95 < 50 ms' or 'p95 < 50 ms when batch=1000'",
        text));
  }
  Sla sla;
  sla.percentile = match[2].matched ? std::stod(match[2]) : 100.0;
  if (sla.percentile <= 0.0 || sla.percentile > 100.0) {
    throw UsageError(fmt::format("there is no percentile {}", match[1].str()));
  }
  const double unit_ms = match[4] == "us" ? 0.001 : match[4] == "ms" ? 1.0 : 1000.0;
  sla.limit_ms = std::stod(match[3]) * unit_ms;
  if (match[5].matched) {
    static const std::regex setting{R"((\w+)=(\S+))"};
    static const std::regex gap{R"(\s+)"};
    const std::string conditions = match[5];
    for (std::sregex_token_iterator word{conditions.begin(), conditions.end(), gap, -1}, end;
         word != end; ++word) {
      std::smatch pair;
      const std::string one = *word;
      if (!std::regex_match(one, pair, setting)) {
        throw UsageError(fmt::format("'{}' is no condition; write it as NAME=VALUE", one));
      }
      sla.when[pair[1]] = pair[2];
    }
  }
  return sla;
}

}  // namespace eventstore::catalogue
