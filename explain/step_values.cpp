#include "explain/step_values.hpp"

#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::explain {

namespace {

constexpr const char* statement = "eventstore_set_values";

template <typename Text>
std::vector<std::string> texts_of(const std::vector<StepValue>& values, const Text& text) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    texts.push_back(values[i].text ? text(i) : pg::literal({}, values[i].type));
  }
  return texts;
}

}  // namespace

std::vector<std::string> literals_of(const std::vector<StepValue>& values) {
  // The text form of any type, quoted, is a literal of that type.
  return texts_of(values,
                  [&](std::size_t i) { return pg::literal(*values[i].text, values[i].type); });
}

std::vector<std::string> settings_of(const std::vector<StepValue>& values) {
  return texts_of(values, [&](std::size_t i) {
    return fmt::format("pg_catalog.current_setting('es.p{}')::{}", i + 1,
                       pg::type_name(values[i].type));
  });
}

void ValueSettings::set(const std::vector<StepValue>& values) {
  if (values.empty()) return;
  if (!is_prepared_) {
    const std::array types{pg::type_oid(catalogue::ParameterType::text_array)};
    wire_.prepare(statement, catalogue::harness_sql("plan_set_values"), types);
    is_prepared_ = true;
  }
  std::vector<std::string> texts;
  for (const StepValue& value : values) texts.push_back(value.text.value_or(""));
  std::string bytes;
  pg::append_binary(bytes, texts, catalogue::ParameterType::text_array);
  pg::WireParameters parameters;
  parameters.add(bytes);
  parameters.finish();
  const pg::Reply reply = wire_.execute(statement, parameters, pg::ResultFormat::text);
  if (!reply.ok()) throw Failure("cannot set the arguments of a statement: " + reply.message());
}

namespace {

/// `result.<step>.<column>`: the value in the first row of an earlier step, NULL without a row.
StepValue value_of_result(const catalogue::Parameter& parameter, const Results& results) {
  const std::string& field = parameter.source.field;
  const std::size_t dot = field.find('.');
  const std::string column = dot == std::string::npos ? field : field.substr(dot + 1);
  const auto found = results.find(field.substr(0, dot));
  StepValue value{.text = {}, .type = parameter.type};
  if (found == results.end() || found->second.row_count() == 0) return value;
  const int number = found->second.column_named(column);
  if (number < 0) {
    throw UsageError(fmt::format("parameter {}: step '{}' returns no column '{}'", parameter.name,
                                 found->first, column));
  }
  if (const auto text = found->second.field(0, number)) value.text = std::string{*text};
  return value;
}

}  // namespace

std::vector<StepValue> values_of(const catalogue::Operation& operation, const catalogue::Step& step,
                                 const cases::Arguments& arguments, const Results& results) {
  std::vector<StepValue> values;
  for (const std::size_t index : step.parameters) {
    const catalogue::Parameter& parameter = operation.parameters[index];
    if (parameter.source.family == "result") {
      values.push_back(value_of_result(parameter, results));
      continue;
    }
    StepValue& value = values.emplace_back(StepValue{.text = {}, .type = parameter.type});
    if (!std::holds_alternative<std::monostate>(arguments[index])) {
      value.text = pg::text_form(arguments[index], parameter.type);
    }
  }
  return values;
}

std::set<std::string> prepared_names(pg::Wire& wire) {
  const pg::Reply all = wire.run(catalogue::harness_sql("prepared_names"));
  std::set<std::string> names;
  for (std::int64_t row = 0; all.ok() && row < all.row_count(); ++row) {
    names.emplace(all.field(row, 0).value_or(""));
  }
  return names;
}

}  // namespace eventstore::explain
