#include "core/cases/hidden_writes.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/cases/bound_case.hpp"
#include "core/cases/operation_call.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::cases {

namespace {

constexpr std::uint64_t argument_seed = 42;

}  // namespace

std::string hidden_write(const catalogue::Operation& operation, const std::string& message) {
  return fmt::format(
      "{}: operation {} writes ({}), which it does not declare: add the line '-- @writes' above "
      "its statement, and it works in a copy of the database",
      operation.file, operation.title(), message);
}

std::string hidden_write_in(pg::Wire& wire, const dataset::Manifest& manifest, const Trial& trial) {
  const catalogue::Operation& operation = *trial.operation;
  try {
    prepare(wire, operation);
  } catch (const Failure&) {
    return "";  // Whoever calls it says what the server said.
  }
  OperationCall call{wire, operation};
  Progress nothing_yet;
  for (const catalogue::Case* each : trial.cases) {
    stop_if_interrupted();
    auto bound = BoundCase::bind(operation, *each, manifest, nothing_yet, argument_seed);
    auto* const applicable = std::get_if<BoundCase>(&bound);
    if (applicable == nullptr) continue;
    call.set_arguments(applicable->next());
    const CallResult result = call.run_read_only();
    if (result.sqlstate == read_only_sqlstate) return hidden_write(operation, result.message);
  }
  return "";
}

void refuse_hidden_writes(const pg::Database& database, const dataset::Manifest& manifest,
                          const std::vector<Trial>& trials) {
  const auto reads = [](const Trial& trial) { return !trial.operation->writes(); };
  if (std::none_of(trials.begin(), trials.end(), reads)) return;
  pg::Wire wire{database, pg::SessionUse::measured_read};
  std::vector<std::string> complaints;
  for (const Trial& trial : trials) {
    if (!reads(trial)) continue;
    std::string complaint = hidden_write_in(wire, manifest, trial);
    if (!complaint.empty()) complaints.push_back(std::move(complaint));
  }
  if (!complaints.empty()) throw UsageError(fmt::format("{}", fmt::join(complaints, "\n")));
}

}  // namespace eventstore::cases
