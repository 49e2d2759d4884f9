#include "explain/psql_script.hpp"

#include <optional>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/pg/quoted_name.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "explain/capture.hpp"
#include "explain/reviewer.hpp"

namespace eventstore::explain {

namespace {

cases::Arguments arguments_of(const Selected& selected, const dataset::Manifest& manifest) {
  cases::Progress nothing_yet;
  auto bound = cases::BoundCase::bind(*selected.operation, *selected.which, manifest, nothing_yet,
                                      argument_seed, {}, cases::NewIds::same_in_every_run);
  if (const auto* why = std::get_if<cases::NotApplicable>(&bound)) {
    throw UsageError(
        fmt::format("{} does not apply to these data: {}", selected.title(), why->reason));
  }
  return std::get<cases::BoundCase>(bound).next();
}

std::string_view without_end(std::string_view sql) {
  const std::size_t last = sql.find_last_not_of("; \t\r\n");
  return sql.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string prepare_text(const catalogue::Operation& operation, const catalogue::Step& step) {
  std::vector<std::string_view> types;
  for (const std::size_t index : step.parameters) {
    types.push_back(pg::type_name(operation.parameters[index].type));
  }
  const std::string name = pg::quoted_name(cases::statement_name(operation, step));
  return fmt::format("PREPARE {}{}{}{} AS\n{};\n", name, types.empty() ? "" : " (",
                     fmt::join(types, ", "), types.empty() ? "" : ")", without_end(step.sql));
}

/// One literal for each parameter; those that come from a step which writes are NULL, because a
/// script is made without writing anything.
std::vector<std::string> literals_of(const dataset::SeededStore& store, const Selected& selected,
                                     std::size_t step, const cases::Arguments& arguments) {
  const catalogue::Operation& operation = *selected.operation;
  bool uses_results = false;
  std::vector<std::string> literals;
  for (const std::size_t index : operation.steps[step].parameters) {
    const catalogue::Parameter& parameter = operation.parameters[index];
    uses_results = uses_results || parameter.source.family == "result";
    literals.push_back(pg::literal(arguments[index], parameter.type));
  }
  if (!uses_results || operation.writes()) return literals;
  return Explainer{store.database, pg::SessionUse::measured_read}.literals(selected, step,
                                                                           arguments);
}

}  // namespace

std::string psql_script(const dataset::SeededStore& store, const Options& options) {
  const Selected selected = case_titled(store.catalogue, options.psql_case);
  const catalogue::Operation& operation = *selected.operation;
  const cases::Arguments arguments = arguments_of(selected, store.manifest);
  const PlanMode mode = options.modes().front();

  std::string script =
      fmt::format("-- {}, {} plan: {}\n-- {}\n-- {}\n\n", selected.title(), name_of(mode),
                  operation.question, operation.file, store.description);
  for (const catalogue::Step& step : operation.steps)
    script += prepare_text(operation, step) + "\n";
  script += fmt::format("SET plan_cache_mode = {};\n", plan_cache_mode(mode));
  if (operation.writes()) {
    script +=
        "-- What is rolled back leaves dead rows behind: run this in a copy of the database.\n";
    script += "BEGIN;\n";
  }
  for (std::size_t i = 0; i < operation.steps.size(); ++i) {
    const auto literals = literals_of(store, selected, i, arguments);
    const std::string call = execute_text(operation, operation.steps[i], literals);
    const int plans_before = mode == PlanMode::sixth ? executions_before_choice : 0;
    for (int n = 0; n < plans_before; ++n) script += fmt::format("EXPLAIN {};\n", call);
    script += fmt::format("EXPLAIN (ANALYZE, BUFFERS, SETTINGS)\n{};\n", call);
  }
  if (operation.writes()) script += "ROLLBACK;\n";
  return script;
}

}  // namespace eventstore::explain
