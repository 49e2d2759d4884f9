#include "core/engine/gap_aware_reader.hpp"

#include <algorithm>
#include <utility>

namespace eventstore::engine {

GapAwareReader::GapAwareReader(EventStorageEngine& engine, StreamOptions options)
    : engine_(engine),
      tenant_(std::move(options.tenant)),
      most_gaps_(options.most_gaps.value_or(tenant_ ? 0 : most_gaps_of_all_tenants)),
      question_(engine.wire(), engine.catalogue().store.events) {}

StreamBatch GapAwareReader::next(const TrackingToken& after, std::int64_t limit) {
  StreamBatch batch = next_after_proof(after, limit);
  if (batch.call.outcome != Outcome::ok) return batch;
  counts_.stalls += holds_back_ ? 1 : 0;
  counts_.largest_gaps = std::max(counts_.largest_gaps, std::ssize(batch.token.gaps));
  return batch;
}

StreamBatch GapAwareReader::next_after_proof(const TrackingToken& after, std::int64_t limit) {
  const auto failed = [&](cases::CallResult call) {
    return StreamBatch{.call = std::move(call), .events = {}, .token = after};
  };
  bool has_asked = false;
  if (!after.gaps.empty() || holds_back_) {
    // A token that comes from elsewhere is no proof that there are events behind its gaps.
    const bool knows_less = !after.gaps.empty() && seen_ < after.gaps.back();
    auto call = knows_less ? look_for_the_head() : cases::CallResult{};
    if (call.outcome == Outcome::ok) call = ask_who_writes();
    if (call.outcome != Outcome::ok) return failed(std::move(call));
    has_asked = true;
  }
  StreamBatch batch = read(after, limit);
  if (!holds_back_ || !batch.events.empty() || (has_asked && seen_ == asked_with_)) return batch;
  auto call = is_full_ ? look_for_the_head() : cases::CallResult{};
  if (call.outcome == Outcome::ok) call = ask_who_writes();
  if (call.outcome != Outcome::ok) return failed(std::move(call));
  // Read again, as what was read before the question can lack what has been committed since.
  return proof_.settled() > after.position ? read(after, limit) : std::move(batch);
}

StreamBatch GapAwareReader::read(const TrackingToken& after, std::int64_t limit) {
  LoadedEvents loaded = engine_.read_batch(tenant_ ? &*tenant_ : nullptr, after, limit);
  ++counts_.reads;
  StreamBatch batch{
      .call = std::move(loaded.call), .events = std::move(loaded.events), .token = after};
  if (batch.call.outcome != Outcome::ok) return batch;
  if (!batch.events.empty()) seen_ = std::max(seen_, batch.events.back().position);
  const std::size_t found = batch.events.size();
  is_full_ = std::cmp_greater_equal(found, limit);
  close_gaps(batch, is_full_);
  hand_out(batch);
  holds_back_ = batch.events.size() < found;
  return batch;
}

/// Takes out of the token's gaps those that the batch fills, and those that stay empty.
void GapAwareReader::close_gaps(StreamBatch& batch, bool is_full) {
  const auto is_filled = [&](std::int64_t gap) {
    return std::any_of(batch.events.begin(), batch.events.end(),
                       [&](const StoredEvent& event) { return event.position == gap; });
  };
  counts_.filled_gaps += std::ssize(batch.token.gaps);
  std::erase_if(batch.token.gaps, is_filled);
  counts_.filled_gaps -= std::ssize(batch.token.gaps);
  counts_.closed_gaps += std::ssize(batch.token.gaps);
  std::erase_if(batch.token.gaps, [&](std::int64_t gap) {
    const bool was_looked_for = !is_full || gap < batch.events.back().position;
    return was_looked_for && gap <= proof_.settled();
  });
  counts_.closed_gaps -= std::ssize(batch.token.gaps);
}

/// Moves the token over the events, and drops those that have to be held back.
void GapAwareReader::hand_out(StreamBatch& batch) {
  TrackingToken& token = batch.token;
  for (std::size_t index = 0; index < batch.events.size(); ++index) {
    const std::int64_t position = batch.events[index].position;
    if (position < token.position) continue;  // Fills a gap.
    const std::int64_t first_missing = std::max(token.position, proof_.settled()) + 1;
    const std::int64_t missing = std::max<std::int64_t>(0, position - first_missing);
    if (missing > 0 && missing > most_gaps_ - std::ssize(token.gaps)) {
      batch.events.keep_first(index);
      return;
    }
    for (std::int64_t gap = first_missing; gap < position; ++gap) token.gaps.push_back(gap);
    token.position = position;
  }
}

StreamHead GapAwareReader::head() {
  StreamHead head;
  if (!wanted_head_) {
    head.call = look_for_the_head();
    if (head.call.outcome != Outcome::ok) return head;
    wanted_head_ = seen_;
  }
  head.call = ask_who_writes();
  if (head.call.outcome != Outcome::ok || proof_.settled() < *wanted_head_) return head;
  head.token = TrackingToken{.position = *std::exchange(wanted_head_, std::nullopt)};
  return head;
}

cases::CallResult GapAwareReader::look_for_the_head() {
  FoundToken found = engine_.create_head_token();
  ++counts_.questions;
  seen_ = std::max(seen_, found.token.position);
  return std::move(found.call);
}

/// Before this, `seen_` was seen; what is read after it sees all that had ended by then.
cases::CallResult GapAwareReader::ask_who_writes() {
  WritersQuestion::Answer answer = question_.ask();
  ++counts_.questions;
  if (answer.call.outcome != Outcome::ok) return std::move(answer.call);
  asked_with_ = seen_;
  proof_.observe(seen_, answer.writers);
  return std::move(answer.call);
}

}  // namespace eventstore::engine
