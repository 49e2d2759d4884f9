// Where the measured calls go: reads to the seeded database, writes to a copy of it.
#pragma once

#include <cstdint>
#include <memory>

#include "bench/write_place.hpp"
#include "core/cases/bound_case.hpp"
#include "core/catalogue/operation.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/data_lock.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/tool/exit_code.hpp"
#include "core/tool/left_behind.hpp"

namespace eventstore::bench {

class Workspace {
 public:
  /// Throws UsageError for a store with tables that could not be put back in place.
  Workspace(const dataset::SeededStore& store, WritePlace place);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  [[nodiscard]] const pg::Database& for_reads() const { return store_.database; }

  /// At the first call the copy is made, or the lock of who writes in place is taken.  Throws as
  /// dataset::copy_of, or as pg::WriterLock.
  [[nodiscard]] const pg::Database& for_writes();

  /// Where the calls of an operation go.  Throws as for_writes.
  [[nodiscard]] const pg::Database& database_of(const catalogue::Operation& operation) {
    return operation.writes() ? for_writes() : for_reads();
  }

  /// What the calls so far have changed there: what is only read stays as it was seeded.
  [[nodiscard]] cases::Progress& progress_of(const catalogue::Operation& operation) {
    const bool is_written_to = operation.writes() || place_ == WritePlace::in_place;
    return is_written_to ? progress_ : nothing_changed_;
  }

  /// Puts a database that was written to in place back as it was, once nobody can add events to it
  /// any more; nothing to do for a copy.  All connections to it must be closed.  Throws Failure
  /// where it stays changed: the session that keeps the snapshots was ended, the server still works
  /// on a statement of the run, or somebody still can add events after half a minute.
  void clean_up();

  /// Cleans up at the end of a run that ends with `exit_code`, and returns it.  Throws as clean_up;
  /// but an oracle that failed says more, so then the reason is only told.
  [[nodiscard]] ExitCode clean_up_after(ExitCode exit_code);

 private:
  /// Held while the seeded data are not as they were.
  struct InPlace {
    explicit InPlace(const dataset::SeededStore& store);

    pg::WriterLock lock;
    pg::Session session;  ///< Keeps the snapshots as they were.
    LeftBehind left;
    std::int64_t events = 0;  ///< That were there before.
  };

  [[nodiscard]] std::unique_ptr<InPlace> begin_in_place() const;
  void put_back(InPlace& in_place) const;

  const dataset::SeededStore& store_;
  WritePlace place_;
  cases::Progress progress_;
  cases::Progress nothing_changed_;
  std::unique_ptr<pg::DisposableClone> clone_;
  std::unique_ptr<InPlace> in_place_;
};

}  // namespace eventstore::bench
