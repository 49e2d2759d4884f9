#include "tests/support/stream_actor.hpp"

#include <algorithm>
#include <map>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

namespace eventstore::tests {

StreamActor::StreamActor(const pg::Database& database, const catalogue::Catalogue& catalogue,
                         const ActorOptions& options)
    : database_(database), catalogue_(catalogue), options_(options) {
  restart();
}

void StreamActor::restart() {
  reader_.reset();
  engine_.reset();
  wire_ = std::make_unique<pg::Wire>(database_);
  engine_ = std::make_unique<engine::EventStorageEngine>(
      *wire_, catalogue_, engine::EngineOptions{.visibility = options_.visibility});
  engine::StreamOptions stream{.tenant = std::nullopt, .most_gaps = options_.most_gaps};
  if (options_.tenant_key) stream.tenant = engine::Tenant{.key = *options_.tenant_key, .id = ""};
  reader_ = engine::make_stream_reader(*engine_, std::move(stream));
}

bool StreamActor::read() {
  const engine::StreamBatch batch = reader_->next(token(), options_.batch_size);
  INFO(title() << ": " << batch.call.message);
  REQUIRE(batch.call.outcome == Outcome::ok);
  for (const engine::StoredEvent& event : batch.events) {
    const std::int64_t tenant_key = options_.tenant_key.value_or(event.tenant_key);
    delivered_.push_back({.id = std::string{event.event_id},
                          .tenant_key = tenant_key,
                          .aggregate_id = std::string{event.aggregate_id},
                          .sequence_number = event.sequence_number});
    delivered_ids_.insert(delivered_.back().id);
  }
  token_ = to_json(batch.token);
  largest_gaps_ = std::max(largest_gaps_, std::ssize(batch.token.gaps));
  return !batch.events.empty();
}

void StreamActor::read_to_the_end() {
  while (read()) {
  }
}

void StreamActor::read_and_count(const std::vector<Event>& committed) {
  const bool is_some_to_come = lost_count(committed) > 0;
  if (!read() && is_some_to_come) ++stalled_reads_;
}

engine::TrackingToken StreamActor::token() const {
  return engine::token_from_json(token_);
}

std::string StreamActor::title() const {
  return fmt::format("{} by {}, tenant {}, gaps {}", name_of(options_.visibility),
                     options_.batch_size, options_.tenant_key.value_or(0),
                     options_.most_gaps.value_or(-1));
}

bool StreamActor::wants(const Event& event) const {
  return !options_.tenant_key || event.tenant_key == *options_.tenant_key;
}

std::size_t StreamActor::lost_count(const std::vector<Event>& committed) const {
  return static_cast<std::size_t>(std::count_if(
      committed.begin(), committed.end(),
      [&](const Event& event) { return wants(event) && !delivered_ids_.contains(event.id); }));
}

std::size_t StreamActor::wrong_count(const std::vector<Event>& committed) const {
  std::set<std::string> ids;
  for (const Event& event : committed) {
    if (wants(event)) ids.insert(event.id);
  }
  std::map<std::string, std::int64_t> versions;
  std::size_t wrong = 0;
  for (const Event& event : delivered_) {
    const bool is_first = ids.erase(event.id) == 1;
    std::int64_t& version = versions[event.aggregate_id];
    if (!is_first || event.sequence_number <= version) ++wrong;
    version = event.sequence_number;
  }
  return wrong;
}

}  // namespace eventstore::tests
