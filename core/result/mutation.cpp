#include "core/result/mutation.hpp"

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
          {"append_cost", json_of(proposal.costs)}};
}

template <typename T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(json_of(value));
  return list;
}

}  // namespace

Json to_json_value(const MutationResult& mutation) {
  return {{"losses", list_of(mutation.losses)},
          {"toothless", list_of(mutation.toothless)},
          {"proposals", list_of(mutation.proposals)}};
}

}  // namespace eventstore::result
