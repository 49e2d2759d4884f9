#include "core/engine/stream_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/engine/gap_aware_reader.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::engine {

namespace {

/// In the order of the store's plain operations, without a second thought.  Right where nothing can
/// appear behind a token: behind the snapshot barrier, and where writers are serialised.
class PlainReader : public StreamReader {
 public:
  PlainReader(EventStorageEngine& engine, std::optional<Tenant> tenant)
      : engine_(engine), tenant_(std::move(tenant)) {}

  [[nodiscard]] StreamBatch next(const TrackingToken& after, std::int64_t limit) override {
    LoadedEvents loaded = engine_.read_batch(tenant_ ? &*tenant_ : nullptr, after, limit);
    ++counts_.reads;
    StreamBatch batch{
        .call = std::move(loaded.call), .events = std::move(loaded.events), .token = after};
    if (batch.events.empty()) return batch;
    batch.token.position = batch.events.back().position;
    if (engine_.visibility() == Visibility::snapshot_barrier) {
      batch.token.transaction_id = batch.events.back().transaction_id;
    }
    return batch;
  }

  [[nodiscard]] StreamHead head() override {
    FoundToken found = engine_.create_head_token();
    ++counts_.questions;
    StreamHead head{.call = std::move(found.call), .token = std::nullopt};
    if (head.call.outcome == Outcome::ok) head.token = std::move(found.token);
    return head;
  }

 private:
  EventStorageEngine& engine_;
  std::optional<Tenant> tenant_;
};

}  // namespace

std::unique_ptr<StreamReader> make_stream_reader(EventStorageEngine& engine,
                                                 StreamOptions options) {
  const auto known = visibilities_of(engine.catalogue());
  if (std::find(known.begin(), known.end(), engine.visibility()) == known.end()) {
    throw UsageError(fmt::format("the store {} has no operations for the visibility {}",
                                 engine.catalogue().store.name, name_of(engine.visibility())));
  }
  if (engine.visibility() == Visibility::gap_aware) {
    return std::make_unique<GapAwareReader>(engine, std::move(options));
  }
  return std::make_unique<PlainReader>(engine, std::move(options.tenant));
}

}  // namespace eventstore::engine
