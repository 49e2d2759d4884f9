// Below which position nothing can appear any more: the proof that closes gaps.
//
// The argument, in the order in which things happen:
//
//  1. A position is taken (nextval) by a transaction that holds RowExclusiveLock on the table from
//     before: an INSERT or COPY takes the lock before it computes its first row, and keeps it to
//     the end of its transaction.
//  2. The lock is let go after the commit has become visible to new snapshots.
//  3. Positions ascend.  So when an event at position N has been seen, every position below N has
//     been taken before, by a transaction that holds its lock still, or has ended.
//  4. Who holds the lock is asked for after N was seen.  A lock that is held from before this
//     question to after its answer is in the answer.  So whoever took a position below N is in the
//     answer, or had ended before the answer.
//  5. When all of the answer have ended, every event below N that will ever be is visible to a new
//     snapshot.  So a position below N that a read does not find, which begins after they were seen
//     to have ended, stays empty for ever.
//
// No clock is looked at, and no transaction id: a transaction may take its id long before or after
// its positions.  Read snapshots must be one for each statement (autocommit, not repeatable read).
//
// Virtual transaction ids are not used twice while a server runs.  After a restart they can be:
// then a stranger is waited for, which costs time and nothing else.  A transaction that is prepared
// goes on under another id: an unknown prepared transaction may be any of those that are waited
// for, so it is waited for, too.
//
// It does not hold for positions that were not taken from the table's sequence inside of the INSERT
// (written by hand, by an import, or from a client's or session's cache), for a sequence that is
// set back, and on a standby, which shows no locks of writers.  What of this a server can tell is
// asked of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/cases/operation_call.hpp"
#include "core/catalogue/operation.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::engine {

/// Virtual transaction ids of those who hold a writer's lock at one moment.
using Writers = std::set<std::string>;

/// Keeps what was seen, and draws the conclusion.  Knows no server.
class GapProof {
 public:
  /// `seen`: a position at which an event was seen in a snapshot from before the question who
  /// writes; `now`: the answer.
  void observe(std::int64_t seen, const Writers& now);

  /// Up to and including this position nothing can appear any more to a reader whose snapshot is
  /// younger than the last observation.  Never falls.
  [[nodiscard]] std::int64_t settled() const { return settled_; }

  /// Places that wait for their writers.  Never more than there are writers, and one.
  [[nodiscard]] std::size_t pending_count() const { return pending_.size(); }

 private:
  struct Pending {
    std::int64_t place = 0;
    Writers writers;  ///< Of the moment when the place was seen; those that have not ended.
  };
  void drop_the_ended(const Writers& now);

  std::int64_t settled_ = 0;
  std::vector<Pending> pending_;  ///< By place; each waits for all that the one before waits for.
  Writers last_;
};

/// Asks a server who writes to the events of a store.
class WritersQuestion {
 public:
  /// `wire` must outlive this.  Throws UsageError where the proof does not hold: a standby, or
  /// positions that do not ascend one by one; Failure when the server refuses.
  WritersQuestion(pg::Wire& wire, const catalogue::TableRole& events);
  WritersQuestion(const WritersQuestion&) = delete;
  WritersQuestion& operator=(const WritersQuestion&) = delete;

  struct Answer {
    cases::CallResult call;
    Writers writers;  ///< Empty unless the outcome is ok.
  };
  [[nodiscard]] Answer ask();

 private:
  catalogue::Operation statement_;
  cases::OperationCall call_;
};

}  // namespace eventstore::engine
