// Reads by position, and remembers in the token what it has passed without seeing it.
//
// Each call of `next` does this, in this order:
//
//  1. Where the token has gaps, or events are held back: ask who writes (gap_proof.hpp).  What is
//     settled by that is settled before the read begins.
//  2. Read the gaps and what follows the position, in one statement: one snapshot.
//  3. Gaps that were found are filled.  Of the others, those that are settled are closed: they stay
//     empty for ever.  With a full batch, only those below its last event: further ones were not
//     looked for.
//  4. Hand out what follows, event by event.  Positions that are passed over on the way become
//  gaps,
//     but not those that are settled.  The event at which there would be too many gaps is held
//     back, with all that follow.
//  5. If that left nothing to hand out: ask who writes, now that the held-back events have been
//     seen, and start again at 2, once.
//
// For all tenants gaps are what is missing: few, and closed soon.  An event behind a gap is handed
// out at once, so a writer that takes long holds back its own events only.
//
// For one tenant most missing positions are other tenants'.  They need not be told apart: by the
// proof alone, a settled position that the tenant's read does not find is nothing of this tenant's.
// So its token has no gaps (most_gaps 0), and what is not settled is held back: it advances to the
// highest of its events below which no writer can write any more.  It is as far behind as the
// oldest writer to the table is old, and its token has one number.  With most_gaps above 0 it is
// the same with gaps, of which most are other tenants' events.
//
// Either way each aggregate's events come in order: version 2 takes its position after version 1
// has become visible, so a snapshot that has version 2 has version 1, at a lower position.
#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/gap_proof.hpp"
#include "core/engine/stream_reader.hpp"

namespace eventstore::engine {

class GapAwareReader : public StreamReader {
 public:
  static constexpr std::int64_t most_gaps_of_all_tenants = 1000;

  /// As make_stream_reader.
  GapAwareReader(EventStorageEngine& engine, StreamOptions options);

  [[nodiscard]] StreamBatch next(const TrackingToken& after, std::int64_t limit) override;

  [[nodiscard]] StreamHead head() override;

  [[nodiscard]] bool holds_back() const override { return holds_back_; }

 private:
  [[nodiscard]] StreamBatch next_after_proof(const TrackingToken& after, std::int64_t limit);
  [[nodiscard]] StreamBatch read(const TrackingToken& after, std::int64_t limit);
  [[nodiscard]] cases::CallResult ask_who_writes();
  [[nodiscard]] cases::CallResult look_for_the_head();
  void close_gaps(StreamBatch& batch, bool is_full);
  void hand_out(StreamBatch& batch);

  EventStorageEngine& engine_;
  std::optional<Tenant> tenant_;
  std::int64_t most_gaps_;
  WritersQuestion question_;
  GapProof proof_;
  std::int64_t seen_ = 0;        ///< The highest position at which an event was seen.
  std::int64_t asked_with_ = 0;  ///< What it was when last was asked who writes.
  bool holds_back_ = false;      ///< The last read found events that were not handed out.
  bool is_full_ = false;         ///< It found as many as it may.
  std::optional<std::int64_t> wanted_head_;
};

}  // namespace eventstore::engine
