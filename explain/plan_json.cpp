#include "explain/plan_json.hpp"

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::explain {

nlohmann::ordered_json plan_json(std::string_view text) {
  using Json = nlohmann::ordered_json;
  const auto limit_depth = [](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    if (depth < max_plan_depth) return true;
    throw Failure(fmt::format("the plan is nested deeper than {} levels", max_plan_depth));
  };
  Json json = Json::parse(text, limit_depth, false);
  if (json.is_discarded())
    throw Failure("the server's answer to EXPLAIN (FORMAT JSON) is not JSON");
  return json;
}

}  // namespace eventstore::explain
