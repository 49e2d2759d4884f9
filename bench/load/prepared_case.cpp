#include "bench/load/prepared_case.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "bench/load/appending_operations.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::load {

namespace {

const catalogue::Operation& operation_of(const CallStep& step, const RunState& run) {
  const catalogue::Catalogue& catalogue = run.store.catalogue;
  for (const catalogue::Operation& operation : catalogue.operations) {
    if (operation.title() != step.operation) continue;
    if (&operation == append_operation(catalogue)) {
      throw UsageError(
          fmt::format("call {}/{}: events are written by 'append events=N', which also finds out "
                      "what became of those whose connection was lost",
                      step.operation, step.case_name));
    }
    return operation;
  }
  throw UsageError(fmt::format("the store {} has no operation {}; see eventstore_bench --list",
                               catalogue.store.name, step.operation));
}

const catalogue::Case& case_of(const catalogue::Operation& operation, const CallStep& step) {
  for (const catalogue::Case& which : operation.cases) {
    if (which.name == step.case_name) return which;
  }
  throw UsageError(fmt::format("{} has no case {}; see eventstore_bench --list", step.operation,
                               step.case_name));
}

}  // namespace

PreparedCase bind_case(const CallStep& step, RunState& run, const cases::Share& share,
                       pg::Wire& wire) {
  const catalogue::Operation& operation = operation_of(step, run);
  const catalogue::Case& which = case_of(operation, step);
  auto bound = cases::BoundCase::bind(operation, which, run.store.manifest, run.progress,
                                      random_bits(run.seed, share.index), share);
  if (const auto* missing = std::get_if<cases::NotApplicable>(&bound)) {
    throw UsageError(
        fmt::format("call {}/{}: {}", step.operation, step.case_name, missing->reason));
  }
  PreparedCase call{.operation = operation,
                    .which = which,
                    .call = cases::OperationCall{wire, operation},
                    .arguments = std::get<cases::BoundCase>(std::move(bound)),
                    .events = nullptr};
  if (!takes_event_ids(operation)) return call;
  call.events = std::make_unique<CallEvents>(operation, run.store.catalogue.store, run.ledger);
  call.arguments.set_event_ids(
      [events = call.events.get()](std::size_t count, std::int64_t timestamp_us) {
        return events->issue(count, timestamp_us);
      });
  return call;
}

}  // namespace eventstore::load
