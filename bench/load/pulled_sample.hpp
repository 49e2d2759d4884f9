// Whose events do readers get, where the operation does not return it: a sample of what was pulled,
// looked up after the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/violations.hpp"
#include "core/catalogue/store_profile.hpp"
#include "core/pg/database.hpp"

namespace eventstore::load {

/// An event that was read for a tenant.
struct Pulled {
  std::string event_id;
  std::string tenant;  ///< As the store's events hold it.
};

/// For many threads.  Of all that it sees it keeps `most`, each with the same chance.
class PulledSample {
 public:
  static constexpr std::size_t most = 100'000;

  /// `seed`: of its choice.
  explicit PulledSample(std::uint64_t seed, std::size_t kept = most) : kept_(kept), random_(seed) {}
  PulledSample(const PulledSample&) = delete;
  PulledSample& operator=(const PulledSample&) = delete;

  void see(std::string_view event_id, std::string_view tenant);

  /// Once nobody sees any more.
  [[nodiscard]] const std::vector<Pulled>& events() const { return events_; }

 private:
  const std::size_t kept_;
  std::mutex mutex_;
  std::uint64_t random_;
  std::uint64_t seen_ = 0;
  std::vector<Pulled> events_;
};

struct PulledCounts {
  std::int64_t looked_up = 0;  ///< Events that are in the store,
  std::int64_t others = 0;     ///< and those of them that are not the tenant's who got them.
};

/// Looks them up by their ids and reports the others' as other_tenant.  One statement, so one pass
/// through the table at most, where no index begins with the id.  Throws pg::StatementError.
[[nodiscard]] PulledCounts check_pulled_tenants(const pg::Database& database,
                                                const catalogue::StoreProfile& store,
                                                const PulledSample& sample, Violations& violations);

}  // namespace eventstore::load
