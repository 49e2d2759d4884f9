#include "core/cases/sources.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/cases/bound_case.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::cases {

using catalogue::Case;
using catalogue::Operation;
using catalogue::Parameter;
using Type = catalogue::ParameterType;

std::span<const SourceFacts> known_sources() {
  static const std::vector<SourceFacts> sources{
      {"tenant", "key", {Type::integer, Type::bigint}},
      {"tenant", "id", {Type::text}},
      {"aggregate", "id", {Type::uuid, Type::text}},
      {"aggregate", "type", {Type::text}},
      {"aggregate", "stream_id", {Type::text}},
      {"aggregate", "version", {Type::bigint, Type::integer}},
      {"token", "position", {Type::bigint}},
      {"token", "transaction_id", {Type::xid8, Type::bigint}},
      {"token", "timestamp", {Type::timestamptz}},
      {"token", "gaps", {Type::bigint_array}},
      {"event", "id", {Type::uuid, Type::text}},
      {"events", "expected_version", {Type::bigint, Type::integer}},
      {"events", "ids", {Type::uuid_array, Type::text_array}},
      {"events", "sequence_numbers", {Type::bigint_array}},
      {"events", "types", {Type::text_array}},
      {"events", "payload_revisions", {Type::text_array}},
      {"events", "timestamps", {Type::timestamptz_array}},
      {"events", "metadata", {Type::json_array, Type::jsonb_array, Type::text_array}},
      {"events", "payloads", {Type::json_array, Type::jsonb_array, Type::text_array}},
      {"snapshot", "sequence_number", {Type::bigint, Type::integer}},
      {"snapshot", "payload", {Type::json, Type::jsonb, Type::text}}};
  return sources;
}

std::span<const SettingFacts> known_settings() {
  static const std::vector<SettingFacts> settings{{"tenant", {"hot", "middle", "cold"}},
                                                  {"aggregate", {"existing", "new", "unknown"}},
                                                  {"length", {}},
                                                  {"token", {"tail", "middle", "head"}},
                                                  {"version", {"expected", "stale", "future"}},
                                                  {"event", {"known", "unknown"}},
                                                  {"events", {}},
                                                  {"snapshot", {"newer", "older"}},
                                                  {"tail", {}, 0}};
  return settings;
}

namespace {

[[noreturn]] void complain(const Operation& operation, int line, const std::string& what) {
  throw UsageError(fmt::format("{}:{}: {}", operation.file, line, what));
}

std::string title(const Parameter& parameter) {
  return parameter.source.family + "." + parameter.source.field;
}

void check_result_source(const Operation& operation, const Parameter& parameter) {
  const std::string& field = parameter.source.field;
  const std::string step = field.substr(0, field.find('.'));
  const auto is_it = [&](const catalogue::Step& known) { return known.name == step; };
  const bool is_known =
      std::any_of(operation.steps.begin(), operation.steps.end(), is_it) && !step.empty();
  if (is_known && field.find('.') != std::string::npos) return;
  complain(operation, parameter.line,
           fmt::format("'{}' names no column of an earlier step; write result.STEP.COLUMN",
                       title(parameter)));
}

void check_parameter(const Operation& operation, const Parameter& parameter) {
  if (parameter.source.family == "case") return;
  if (parameter.source.family == "result") return check_result_source(operation, parameter);
  std::vector<std::string> known;
  for (const SourceFacts& source : known_sources()) {
    known.push_back(fmt::format("{}.{}", source.family, source.field));
    if (source.family != parameter.source.family || source.field != parameter.source.field) {
      continue;
    }
    if (std::find(source.types.begin(), source.types.end(), parameter.type) != source.types.end()) {
      return;
    }
    complain(operation, parameter.line,
             fmt::format("{} cannot be {}", title(parameter), pg::type_name(parameter.type)));
  }
  complain(
      operation, parameter.line,
      fmt::format("unknown source '{}'; known are {}, case.SETTING and result.STEP.COLUMN{}",
                  title(parameter), fmt::join(known, ", "), did_you_mean(title(parameter), known)));
}

bool is_used_as_axis(const Operation& operation, const std::string& setting) {
  const auto takes_it = [&](const Parameter& parameter) {
    return parameter.source.family == "case" && parameter.source.field == setting;
  };
  const auto asks_for_it = [&](const catalogue::Sla& sla) { return sla.when.contains(setting); };
  const auto counts_it = [&](const catalogue::Step& step) {
    return step.rows && step.rows->most_setting == setting;
  };
  return std::any_of(operation.steps.begin(), operation.steps.end(), counts_it) ||
         std::any_of(operation.parameters.begin(), operation.parameters.end(), takes_it) ||
         std::any_of(operation.slas.begin(), operation.slas.end(), asks_for_it);
}

bool is_number_from(std::int64_t least, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= least;
}

void check_setting(const Operation& operation, const Case& which, const std::string& name,
                   const std::string& value) {
  for (const SettingFacts& setting : known_settings()) {
    if (setting.name != name) continue;
    if (setting.values.empty() && !is_number_from(setting.least, value)) {
      complain(operation, which.line,
               fmt::format("{}={}: a number from {} is needed", name, value, setting.least));
    }
    if (setting.values.empty() ||
        std::find(setting.values.begin(), setting.values.end(), value) != setting.values.end()) {
      return;
    }
    complain(
        operation, which.line,
        fmt::format("{}={}: known values are {}{}", name, value, fmt::join(setting.values, ", "),
                    did_you_mean(value, {setting.values.begin(), setting.values.end()})));
  }
  if (is_used_as_axis(operation, name)) return;
  std::vector<std::string> known;
  for (const SettingFacts& setting : known_settings()) known.emplace_back(setting.name);
  known.emplace_back("expect");
  complain(operation, which.line,
           fmt::format("case '{}' sets '{}', which nothing uses; known settings are {}, and "
                       "whatever a parameter takes from case.*{}",
                       which.name, name, fmt::join(known, ", "), did_you_mean(name, known)));
}

/// What a source cannot do without.
void check_needed_settings(const Operation& operation, const Case& which) {
  const auto needs = [&](std::string_view family, const char* setting) {
    const auto takes_it = [&](const Parameter& p) { return p.source.family == family; };
    if (which.settings.contains(setting)) return;
    const auto found =
        std::find_if(operation.parameters.begin(), operation.parameters.end(), takes_it);
    if (found == operation.parameters.end()) return;
    complain(operation, which.line,
             fmt::format("case '{}' must set '{}', which {} depends on", which.name, setting,
                         title(*found)));
  };
  needs("tenant", "tenant");
  needs("aggregate", "tenant");
  needs("event", "tenant");
  needs("token", "token");
  needs("events", "events");
  needs("snapshot", "snapshot");
  const auto aggregate = which.settings.find("aggregate");
  const bool is_existing = aggregate == which.settings.end() || aggregate->second == "existing";
  if (is_existing) needs("aggregate", "length");
}

}  // namespace

void check_sources(const Operation& operation) {
  for (const Parameter& parameter : operation.parameters) check_parameter(operation, parameter);
  for (const Case& which : operation.cases) {
    for (const auto& [name, value] : which.settings) check_setting(operation, which, name, value);
    check_needed_settings(operation, which);
  }
}

}  // namespace eventstore::cases
