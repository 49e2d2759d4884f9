// How often a call that writes is executed until what it touches can be compared with other runs.
//
// The first execution splits index pages and fills pages of the table; what it wrote is rolled back
// and vacuumed away, so that later ones find room where they need it.  From then on the same call
// touches the same pages: measured figures are in docs/decisions/0007.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace eventstore::explain {

/// What one execution took.
struct WriteWork {
  std::int64_t buffers = 0;    ///< With those of triggers that ran after the statement.
  std::int64_t wal_bytes = 0;  ///< Images of whole pages left out.
  bool has_images = false;     ///< Then the WAL tells little.
};

/// By how much executions of the same call differ.
struct WriteSpread {
  std::int64_t buffers = 0;
  std::int64_t wal_bytes = 0;
  bool operator==(const WriteSpread&) const = default;
};

/// What executions came to.
struct SettledWrite {
  WriteWork work;
  WriteSpread spread;
};

class RepeatedWrite {
 public:
  /// Where two executions in a row touch equally many buffers (to one in a thousand), it is enough;
  /// otherwise so many are made, and the last three count.
  static constexpr std::size_t most_executions = 6;

  /// `earlier`: what the same call came to in another plan mode, where it was executed before.
  explicit RepeatedWrite(std::optional<SettledWrite> earlier = {}) : earlier_(earlier) {}

  void add(const WriteWork& work) { executed_.push_back(work); }

  [[nodiscard]] bool is_enough() const;

  /// The execution that counts: among those that are settled the one of the fewest buffers.
  /// Requires one execution, as the next one does.
  [[nodiscard]] std::size_t kept() const;

  /// Its work; the spread is the most minus the least among those that are settled.
  [[nodiscard]] SettledWrite settled() const;

 private:
  [[nodiscard]] bool is_as_earlier() const;
  [[nodiscard]] bool is_repeated() const;
  [[nodiscard]] std::size_t first_settled() const;

  std::optional<SettledWrite> earlier_;
  std::vector<WriteWork> executed_;
};

}  // namespace eventstore::explain
