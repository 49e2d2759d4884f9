// Transactions that overlap at random, as a function of a seed: several connections whose
// transactions stay open over many steps and end in any order.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/random/random.hpp"
#include "tests/support/store_actors.hpp"

namespace eventstore::tests {

class RandomSchedule {
 public:
  /// `append` is the title of the operation that the writers use.  Another one than append_events
  /// may be blocked by other writers: that transaction is rolled back then.
  RandomSchedule(ReferenceStore& store, std::uint64_t seed,
                 const std::string& append = "append_events");

  /// One random thing on one random connection.
  void step();

  /// Commits what is open.
  void finish();

  [[nodiscard]] std::uint64_t choose(std::uint64_t bound) {
    return below(next_bits(state_), bound);
  }
  [[nodiscard]] const std::vector<Event>& committed() const { return committed_; }

  static constexpr std::int64_t tenant_count = 3;

 private:
  static constexpr std::int64_t append_count_max = 4;
  static constexpr std::int64_t shared_aggregate_count = 12;

  struct Connection {
    std::unique_ptr<Writer> writer = {};
    bool is_open = false;
    std::int64_t aggregate = 0;
    std::int64_t append_count = 0;
  };

  void open(Connection& connection);
  [[nodiscard]] bool is_in_use(const Connection& mine) const;
  void append(Connection& connection);
  void close(Connection& connection, bool gives_up);

  std::uint64_t state_;
  bool may_be_blocked_;
  std::vector<Connection> connections_;
  std::map<std::int64_t, std::int64_t> versions_;  ///< Committed, by aggregate.
  std::int64_t own_aggregate_count_ = 0;
  std::vector<Event> committed_;
};

}  // namespace eventstore::tests
