#include "core/result/mutation.hpp"

#include <set>

#include <fmt/format.h>

namespace eventstore::result {

using Json = nlohmann::ordered_json;

namespace {

Json json_of(const std::optional<AppendCost>& costs) {
  if (!costs) return nullptr;
  return {{"wal_bytes_per_event", costs->wal_bytes_per_event},
          {"buffers_per_event", costs->buffers_per_event}};
}

Json json_of(const IndexLoss& loss) {
  return {{"index", loss.index},
          {"table", loss.table},
          {"definition", loss.definition},
          {"bytes", loss.bytes},
          {"append_cost", json_of(loss.costs)},
          {"append_cost_unknown", loss.unpriced},
          {"noticed_by", loss.noticed_by}};
}

Json json_of(const ToothlessLine& line) {
  return {{"operation", line.operation},
          {"expectation", line.expectation},
          {"file", line.file},
          {"line", line.line}};
}

Json json_of(const IndexProposal& proposal) {
  return {{"statement", proposal.statement},
          {"for", proposal.for_plans},
          {"mends", proposal.mends},
          {"buffers_before", proposal.buffers_before},
          {"buffers_after", proposal.buffers_after},
          {"milliseconds_before", proposal.milliseconds_before},
          {"milliseconds_after", proposal.milliseconds_after},
          {"bytes", proposal.bytes},
          {"build_seconds", proposal.build_seconds},
          {"append_cost", json_of(proposal.costs)},
          {"append_cost_unknown", proposal.unpriced}};
}

template <typename T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(json_of(value));
  return list;
}

std::optional<AppendCost> cost_in(const Json& json) {
  const auto found = json.find("append_cost");
  if (found == json.end() || found->is_null()) return std::nullopt;
  return AppendCost{.wal_bytes_per_event = found->value("wal_bytes_per_event", 0.0),
                    .buffers_per_event = found->value("buffers_per_event", 0.0)};
}

IndexLoss loss_in(const Json& json) {
  IndexLoss loss;
  loss.index = json.value("index", "");
  loss.table = json.value("table", "");
  loss.definition = json.value("definition", "");
  loss.bytes = json.value("bytes", std::int64_t{0});
  loss.costs = cost_in(json);
  loss.unpriced = json.value("append_cost_unknown", "");
  loss.noticed_by = json.value("noticed_by", std::vector<std::string>{});
  return loss;
}

ToothlessLine line_in(const Json& json) {
  return {.operation = json.value("operation", ""),
          .expectation = json.value("expectation", ""),
          .file = json.value("file", ""),
          .line = json.value("line", 0)};
}

IndexProposal proposal_in(const Json& json) {
  IndexProposal proposal;
  proposal.statement = json.value("statement", "");
  proposal.for_plans = json.value("for", std::vector<std::string>{});
  proposal.mends = json.value("mends", std::vector<std::string>{});
  proposal.buffers_before = json.value("buffers_before", std::int64_t{0});
  proposal.buffers_after = json.value("buffers_after", std::int64_t{0});
  proposal.milliseconds_before = json.value("milliseconds_before", 0.0);
  proposal.milliseconds_after = json.value("milliseconds_after", 0.0);
  proposal.bytes = json.value("bytes", std::int64_t{0});
  proposal.build_seconds = json.value("build_seconds", 0.0);
  proposal.costs = cost_in(json);
  proposal.unpriced = json.value("append_cost_unknown", "");
  return proposal;
}

}  // namespace

std::string unpriced_text(const MutationResult& mutation) {
  std::set<std::string> reasons;
  for (const IndexLoss& loss : mutation.losses) reasons.insert(loss.unpriced);
  for (const IndexProposal& proposal : mutation.proposals) reasons.insert(proposal.unpriced);
  reasons.erase("");
  if (reasons.empty()) return "";
  return fmt::format("What an append pays is not known everywhere: {}.", fmt::join(reasons, "; "));
}

MutationResult mutation_from_json(const Json& json) {
  MutationResult mutation;
  for (const Json& each : json.value("losses", Json::array())) {
    mutation.losses.push_back(loss_in(each));
  }
  for (const Json& each : json.value("toothless", Json::array())) {
    mutation.toothless.push_back(line_in(each));
  }
  for (const Json& each : json.value("proposals", Json::array())) {
    mutation.proposals.push_back(proposal_in(each));
  }
  return mutation;
}

Json to_json_value(const MutationResult& mutation) {
  return {{"losses", list_of(mutation.losses)},
          {"toothless", list_of(mutation.toothless)},
          {"proposals", list_of(mutation.proposals)}};
}

}  // namespace eventstore::result
