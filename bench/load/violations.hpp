// What a correctness oracle has found: never with a healthy store.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace eventstore::load {

enum class Violation : std::uint8_t {
  lost,            ///< Acknowledged, and not stored.
  duplicated,      ///< Stored, or delivered, more than once.
  altered,         ///< Stored as something else than what was appended.
  unasked,         ///< Stored though the store said that it was refused, or nobody appended it.
  not_dense,       ///< An aggregate whose sequence numbers have a hole.
  stale_write,     ///< An append was accepted that expected another version.
  stale_read,      ///< A read that does not show what its reader has had acknowledged.
  skipped,         ///< An event that a processor never got.
  reordered,       ///< Stored or delivered before an earlier event of its aggregate.
  other_tenant,    ///< A read returned another tenant's event.
  seeded_lost,     ///< An event or snapshot that was there before the run is gone.
  seeded_altered,  ///< One is not what it was.
};

[[nodiscard]] std::string_view name_of(Violation violation);

/// For many threads.  Keeps the first of each kind, and counts all.
class Violations {
 public:
  void report(Violation violation, const std::string& what);

  struct Found {
    Violation violation = Violation::lost;
    std::uint64_t count = 0;
    std::string first;  ///< One sentence that names the event.
  };
  /// By kind; empty when all is well.
  [[nodiscard]] std::vector<Found> found() const;

 private:
  mutable std::mutex mutex_;
  std::map<Violation, Found> found_;
};

}  // namespace eventstore::load
