// Which positions are proven to stay empty, against a model of a table: transactions that take
// positions, prepare, commit, roll back, while somebody asks who is writing.
#include "core/engine/gap_proof.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "core/random/random.hpp"

namespace eventstore::engine {

namespace {

/// Positions and locks as PostgreSQL has them.
class Table {
 public:
  explicit Table(std::uint64_t seed) : state_(seed) {}

  void step() {
    constexpr std::size_t most_writers = 5;
    if (open_.size() < most_writers && choose(3) == 0) {
      open_.push_back({.lock = fmt::format("3/{}", ++lock_count_), .positions = {}});
      return;
    }
    if (open_.empty()) return;
    const std::size_t which = choose(open_.size());
    Transaction& transaction = open_[which];
    switch (choose(4)) {
      case 0:
        for (const std::int64_t position : transaction.positions) visible_.insert(position);
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(which));
        return;
      case 1:
        if (choose(2) == 0) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(which));
        return;
      case 2:
        // From now on it holds its lock under another id, and takes no positions.
        if (transaction.lock.starts_with("3/") && choose(2) == 0) {
          transaction.lock = fmt::format("-1/{}", ++lock_count_);
        }
        return;
      default:
        if (transaction.lock.starts_with("3/")) transaction.positions.push_back(++last_position_);
        return;
    }
  }

  void end_all() { open_.clear(); }

  [[nodiscard]] Writers writers() const {
    Writers writers;
    for (const Transaction& transaction : open_) writers.insert(transaction.lock);
    return writers;
  }
  [[nodiscard]] std::int64_t highest_visible() const {
    return visible_.empty() ? 0 : *visible_.rbegin();
  }
  /// Below it nothing can appear any more.
  [[nodiscard]] std::int64_t lowest_open() const {
    std::int64_t lowest = last_position_ + 1;
    for (const Transaction& transaction : open_) {
      if (!transaction.positions.empty()) lowest = std::min(lowest, transaction.positions.front());
    }
    return lowest;
  }
  [[nodiscard]] std::size_t choose(std::size_t bound) {
    return static_cast<std::size_t>(below(next_bits(state_), bound));
  }

 private:
  struct Transaction {
    std::string lock;
    std::vector<std::int64_t> positions;
  };
  std::uint64_t state_;
  std::vector<Transaction> open_;
  std::set<std::int64_t> visible_;
  std::int64_t last_position_ = 0;
  std::int64_t lock_count_ = 0;
};

}  // namespace

TEST_CASE("without writers what was seen is settled at once", "[unit][gaps]") {
  GapProof proof;
  CHECK(proof.settled() == 0);
  proof.observe(7, {});
  CHECK(proof.settled() == 7);
  proof.observe(3, {});  // Another reader of the same proof is further behind.
  CHECK(proof.settled() == 7);
}

TEST_CASE("a place waits for those who wrote when it was seen, and for nobody else",
          "[unit][gaps]") {
  GapProof proof;
  proof.observe(5, {"3/1", "4/1"});
  CHECK(proof.settled() == 0);
  proof.observe(9, {"4/1", "5/1"});
  CHECK(proof.settled() == 0);
  proof.observe(9, {"5/1", "6/1"});
  CHECK(proof.settled() == 5);
  proof.observe(9, {"6/1", "7/1"});
  CHECK(proof.settled() == 9);
  CHECK(proof.pending_count() == 0);
}

TEST_CASE("a writer that is prepared is still waited for under its new id", "[unit][gaps]") {
  GapProof proof;
  proof.observe(5, {"3/1"});
  SECTION("seen under one id after the other") {
    proof.observe(5, {"-1/700"});
    CHECK(proof.settled() == 0);
  }
  SECTION("seen under both at once, as its lock moved while it was asked for") {
    proof.observe(5, {"3/1", "-1/700"});
    CHECK(proof.settled() == 0);
    proof.observe(5, {"-1/700"});
    CHECK(proof.settled() == 0);
  }
  // It cannot have become another prepared one now.
  proof.observe(5, {"-1/800"});
  CHECK(proof.settled() == 5);
}

TEST_CASE("prepared transactions without end do not hold the proof back for ever", "[unit][gaps]") {
  GapProof proof;
  proof.observe(5, {"3/1"});
  for (int id = 700; id < 720; ++id) {
    proof.observe(5, {fmt::format("-1/{}", id), fmt::format("-1/{}", id + 1)});
  }
  CHECK(proof.settled() == 5);
}

TEST_CASE("what is proven is right at any moment, and everything is proven in the end",
          "[unit][gaps]") {
  std::size_t proven = 0, late = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Table table{seed};
    GapProof proof;
    std::size_t most_pending = 0;
    bool is_right = true;
    for (int step = 0; step < 400; ++step) {
      table.step();
      if (table.choose(3) != 0) continue;
      // What was seen is older than the question: the table goes on in between.
      const std::int64_t seen = table.highest_visible();
      while (table.choose(2) == 0) table.step();
      const std::int64_t before = proof.settled();
      proof.observe(seen, table.writers());
      is_right = is_right && proof.settled() < table.lowest_open() && proof.settled() >= before;
      most_pending = std::max(most_pending, proof.pending_count());
      proven += proof.settled() > before ? 1 : 0;
      late += proof.settled() < seen ? 1 : 0;
    }
    INFO("seed " << seed);
    CHECK(is_right);
    CHECK(most_pending <= 6);  // Five writers, and one.
    table.end_all();
    proof.observe(table.highest_visible(), table.writers());
    CHECK(proof.settled() == table.highest_visible());
  }
  CHECK(proven > 300);
  CHECK(late > 300);
}

}  // namespace eventstore::engine
