#include "bench/plan_time.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::bench {

std::optional<double> plan_seconds(pg::Wire& wire, const catalogue::Operation& operation,
                                   cases::BoundCase& arguments) {
  if (operation.writes() || operation.steps.size() != 1) return std::nullopt;
  catalogue::Operation explained = operation;
  explained.name = "explain_" + operation.name;
  explained.steps.front().sql =
      catalogue::harness_sql("explain_execution") + "\n" + operation.steps.front().sql;
  // EXPLAIN returns other rows and columns than the lines are about.
  explained.outcome_rules.clear();
  explained.steps.front().outcome_rules.clear();
  cases::prepare(wire, explained);
  cases::OperationCall call{wire, explained};
  std::array<double, 5> seconds{};
  for (double& each : seconds) {
    call.set_arguments(arguments.next());
    const cases::CallResult result = call.run();
    const auto reply = call.take_reply(0);
    if (result.outcome != Outcome::ok || !reply) {
      throw Failure(fmt::format("{}: EXPLAIN: {}", operation.file, result.message));
    }
    const auto plan = nlohmann::json::parse(reply->bytes(0, 0));
    each = plan.at(0).at("Execution Time").get<double>() / 1000.0;
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

}  // namespace eventstore::bench
