#include "bench/load/operation_step.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bench/load/scenario_file.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::load {

namespace {

const catalogue::Operation& operation_named(const catalogue::Catalogue& catalogue,
                                            const std::string& title) {
  std::string known;
  for (const catalogue::Operation& operation : catalogue.operations) {
    if (operation.title() == title) return operation;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", operation.title());
  }
  throw UsageError(fmt::format("the store {} has no operation '{}'; known are {}",
                               catalogue.store.name, title, known));
}

const catalogue::Case& case_named(const catalogue::Operation& operation, const std::string& name) {
  std::string known;
  for (const catalogue::Case& which : operation.cases) {
    if (name.empty() || which.name == name) return which;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", which.name);
  }
  throw UsageError(
      fmt::format("{} has no case '{}'; known are {}", operation.title(), name, known));
}

std::string setting(const catalogue::Case& which, const std::string& name,
                    const std::string& otherwise) {
  const auto found = which.settings.find(name);
  return found == which.settings.end() ? otherwise : found->second;
}

std::string append_line(const catalogue::Case& which, const std::string& title) {
  if (which.expected_outcome != Outcome::ok) {
    throw UsageError(
        fmt::format("{} is an append that has to be refused; take one that is accepted", title));
  }
  const std::string events = setting(which, "events", "1");
  if (setting(which, "aggregate", "new") == "new") {
    return fmt::format("append aggregate=new events={}", events);
  }
  return fmt::format("append events={} length={}", events, setting(which, "length", "100"));
}

}  // namespace

Step step_of_operation(const catalogue::Catalogue& catalogue, const std::string& name) {
  const std::size_t slash = name.find('/');
  const std::string operation_name = name.substr(0, slash);
  const std::string case_name = slash == std::string::npos ? "" : name.substr(slash + 1);
  const catalogue::Operation& operation = operation_named(catalogue, operation_name);
  const catalogue::Case& which = case_named(operation, case_name);
  const std::string title = operation.title() + "/" + which.name;
  const bool appends =
      std::any_of(operation.parameters.begin(), operation.parameters.end(),
                  [](const auto& parameter) { return parameter.source.family == "events"; });
  const std::string line = appends ? append_line(which, title) : "call " + title;
  Step step = parse_steps(line, title).front();
  step.label = title;
  return step;
}

bool writes(const Step& step, const catalogue::Catalogue& catalogue) {
  const auto* const call = std::get_if<CallStep>(&step.action);
  if (call == nullptr) return std::holds_alternative<AppendStep>(step.action);
  return std::any_of(catalogue.operations.begin(), catalogue.operations.end(),
                     [call](const catalogue::Operation& operation) {
                       return operation.title() == call->operation && operation.writes();
                     });
}

bool writes(const Scenario& scenario, const catalogue::Catalogue& catalogue) {
  for (const Population& population : scenario.populations) {
    for (const Journey& journey : population.journeys) {
      for (const Step& step : journey.steps) {
        if (writes(step, catalogue)) return true;
      }
    }
  }
  return false;
}

}  // namespace eventstore::load
