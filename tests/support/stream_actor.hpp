// A tracking processor on the engine's stream reader, which is thrown away and goes on from its
// token's JSON at any time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/engine/stream_reader.hpp"
#include "tests/support/store_actors.hpp"

namespace eventstore::tests {

struct ActorOptions {
  engine::Visibility visibility = engine::Visibility::naive;
  std::int64_t batch_size = 100;
  std::optional<std::int64_t> tenant_key;
  std::optional<std::int64_t> most_gaps;
};

class StreamActor {
 public:
  StreamActor(const pg::Database& database, const catalogue::Catalogue& catalogue,
              const ActorOptions& options);

  /// One batch; returns whether there was anything in it.
  bool read();
  void read_to_the_end();

  /// Forgets everything but the text of the token, and goes on over a new connection.
  void restart();

  /// Counts a read as stalled that gave nothing though some of `committed` is to come.
  void read_and_count(const std::vector<Event>& committed);

  [[nodiscard]] std::string title() const;
  [[nodiscard]] bool wants(const Event& event) const;
  [[nodiscard]] const std::vector<Event>& delivered() const { return delivered_; }
  [[nodiscard]] engine::TrackingToken token() const;
  [[nodiscard]] engine::StreamReader& reader() { return *reader_; }
  [[nodiscard]] std::int64_t stalled_reads() const { return stalled_reads_; }
  [[nodiscard]] std::int64_t largest_gaps() const { return largest_gaps_; }

  /// Of those that it wants.
  [[nodiscard]] std::size_t lost_count(const std::vector<Event>& committed) const;
  /// Events that came again, that nobody has committed, or that came before an older one of the
  /// same aggregate.
  [[nodiscard]] std::size_t wrong_count(const std::vector<Event>& committed) const;

 private:
  const pg::Database& database_;
  const catalogue::Catalogue& catalogue_;
  ActorOptions options_;
  std::string token_ = R"({"position":0})";
  std::unique_ptr<pg::Wire> wire_;
  std::unique_ptr<engine::EventStorageEngine> engine_;
  std::unique_ptr<engine::StreamReader> reader_;
  std::vector<Event> delivered_;
  std::set<std::string> delivered_ids_;
  std::int64_t stalled_reads_ = 0;
  std::int64_t largest_gaps_ = 0;
};

}  // namespace eventstore::tests
