#include "bench/load/operation_step.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bench/load/appending_operations.hpp"
#include "bench/load/scenario_file.hpp"
#include "core/engine/visibility.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"

namespace eventstore::load {

namespace {

const catalogue::Operation& operation_named(const catalogue::Catalogue& catalogue,
                                            const std::string& title) {
  std::vector<std::string> known;
  for (const catalogue::Operation& operation : catalogue.operations) {
    if (operation.title() == title) return operation;
    known.push_back(operation.title());
  }
  throw UsageError(fmt::format("the store {} has no operation '{}'; known are {}{}",
                               catalogue.store.name, title, fmt::join(known, ", "),
                               did_you_mean(title, known)));
}

const catalogue::Case& case_named(const catalogue::Operation& operation, const std::string& name) {
  std::vector<std::string> known;
  for (const catalogue::Case& which : operation.cases) {
    if (name.empty() || which.name == name) return which;
    known.push_back(which.name);
  }
  throw UsageError(fmt::format("{} has no case '{}'; known are {}{}", operation.title(), name,
                               fmt::join(known, ", "), did_you_mean(name, known)));
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
  const bool is_append = &operation == append_operation(catalogue);
  const std::string line = is_append ? append_line(which, title) : "call " + title;
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

namespace {

/// Of the engine's operations, those that a step of this kind calls.
struct EngineCalls {
  std::vector<std::string_view> operator()(const AppendStep&) const {
    return {"append_events", "load_aggregate", "find_event"};
  }
  std::vector<std::string_view> operator()(const PullStep&) const { return {"read_stream_batch"}; }
  std::vector<std::string_view> operator()(const LoadStep& step) const {
    return {"read_stream_batch",
            step.from_snapshot ? "load_aggregate_from_snapshot" : "load_aggregate"};
  }
  std::vector<std::string_view> operator()(const CallStep&) const { return {}; }
};

/// Nothing where there is none, which whoever binds the call says.
const catalogue::Operation* operation_titled(const catalogue::Catalogue& catalogue,
                                             const std::string& title) {
  const auto found = std::find_if(catalogue.operations.begin(), catalogue.operations.end(),
                                  [&](const auto& each) { return each.title() == title; });
  return found == catalogue.operations.end() ? nullptr : &*found;
}

void add(std::vector<cases::Trial>& trials, const catalogue::Operation* operation) {
  if (operation == nullptr) return;
  const auto is_it = [&](const cases::Trial& trial) { return trial.operation == operation; };
  if (std::any_of(trials.begin(), trials.end(), is_it)) return;
  cases::Trial& trial = trials.emplace_back(cases::Trial{.operation = operation, .cases = {}});
  for (const catalogue::Case& each : operation->cases) trial.cases.push_back(&each);
}

}  // namespace

std::vector<cases::Trial> operations_of(const Scenario& scenario,
                                        const catalogue::Catalogue& catalogue) {
  std::vector<cases::Trial> trials;
  const auto visibility = engine::visibility_of(catalogue.store);
  const auto add_named = [&](std::string_view name) {
    add(trials, engine::operation_for(catalogue, name, visibility));
  };
  for (const Population& population : scenario.populations) {
    for (const Journey& journey : population.journeys) {
      for (const Step& step : journey.steps) {
        for (const std::string_view name : std::visit(EngineCalls{}, step.action)) add_named(name);
        const auto* const call = std::get_if<CallStep>(&step.action);
        if (call != nullptr) add(trials, operation_titled(catalogue, call->operation));
      }
    }
  }
  if (scenario.processors.count > 0) {
    for (const char* name : {"create_head_token", "create_tail_token", "read_all_tenants_batch"}) {
      add_named(name);
    }
  }
  return trials;
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
