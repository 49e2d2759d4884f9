// Where the measured calls go: reads to the seeded database, writes to a copy of it.
#pragma once

#include <memory>

#include "bench/write_place.hpp"
#include "core/cases/bound_case.hpp"
#include "core/dataset/manifest.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/disposable_clone.hpp"

namespace eventstore::bench {

class Workspace {
 public:
  /// Throws UsageError for a store with tables that could not be put back in place.
  Workspace(const dataset::SeededStore& store, WritePlace place);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  [[nodiscard]] const pg::Database& for_reads() const { return store_.database; }

  /// The copy is made at the first call.  Throws Failure as DisposableClone does.
  [[nodiscard]] const pg::Database& for_writes();

  /// What the calls so far have changed there.
  [[nodiscard]] cases::Progress& progress() { return progress_; }

  /// Puts a database that was written to in place back as it was; nothing to do for a copy.
  void clean_up();

 private:
  void begin_in_place();

  const dataset::SeededStore& store_;
  WritePlace place_;
  cases::Progress progress_;
  std::unique_ptr<pg::DisposableClone> clone_;
  std::unique_ptr<pg::Session> saved_;  ///< In place: holds the snapshots as they were.
};

}  // namespace eventstore::bench
