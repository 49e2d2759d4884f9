// Those who write to and read from a reference store while transactions overlap: writers whose
// transactions a test opens and ends as it likes, and tracking processors, right ones and wrong
// ones.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/catalogue/catalogue.hpp"
#include "core/pg/wire.hpp"
#include "tests/support/prepared_operation.hpp"
#include "tests/support/scratch_database.hpp"

namespace eventstore::tests {

struct Event {
  std::string id = {};
  std::int64_t tenant_key = 0;
  std::string aggregate_id = {};
  std::int64_t sequence_number = 0;
};

/// The id of the aggregate with this number.
[[nodiscard]] std::string aggregate(std::int64_t number);

/// A scratch database with the reference store, or one that extends it.
class ReferenceStore {
 public:
  explicit ReferenceStore(const std::string& store = "reference");

  [[nodiscard]] const pg::Database& database() const { return scratch_.database(); }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] std::string next_event_id();
  [[nodiscard]] std::int64_t stored_event_count();

  /// Waits until no transaction is running that is as old as any event: autovacuum and sessions in
  /// other databases hold the barrier back, too.
  void wait_for_the_barrier();

 private:
  EmptiedDatabase scratch_;
  catalogue::Catalogue catalogue_;
  pg::Wire wire_;
  std::int64_t event_count_ = 0;
};

/// A connection that appends.
class Writer {
 public:
  /// `append` is the title of the operation that it uses.
  explicit Writer(ReferenceStore& store, const std::string& append = "append_events");

  void begin();
  /// From now on the transaction has an id, but no position yet.
  void take_transaction_id();
  /// Appends one event to the aggregate, after `version`.
  void append(std::int64_t tenant_key, const std::string& aggregate_id, std::int64_t version);
  /// The same, but returns false when it would have to wait for another transaction: then the own
  /// one can only be rolled back.
  [[nodiscard]] bool append_unless_blocked(std::int64_t tenant_key, const std::string& aggregate_id,
                                           std::int64_t version);
  /// Returns what is committed now.
  std::vector<Event> commit();
  void roll_back();

 private:
  [[nodiscard]] pg::Reply send(const Event& event, std::int64_t version);

  ReferenceStore* store_;
  pg::Wire wire_;
  PreparedOperation append_;
  std::vector<Event> appended_;
};

/// A tracking processor: reads batch after batch and remembers what it was given.
class Reader {
 public:
  Reader(ReferenceStore& store, std::string title, std::int64_t batch_size);
  virtual ~Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// One batch; returns whether there was anything in it.
  bool read();
  void read_to_the_end();

  [[nodiscard]] const std::string& title() const { return title_; }
  [[nodiscard]] const std::vector<Event>& delivered() const { return delivered_; }

 protected:
  [[nodiscard]] virtual pg::Reply next_batch() = 0;

  std::string title_;
  std::int64_t batch_size_;
  pg::Wire wire_;
  std::int64_t after_xid_ = 0;
  std::int64_t after_position_ = 0;

 private:
  std::vector<Event> delivered_;
};

/// "Everything after this position": what most stores do.
[[nodiscard]] std::unique_ptr<Reader> naive_reader(ReferenceStore& store, std::int64_t batch_size);

/// Behind the snapshot barrier, but paged by position.
[[nodiscard]] std::unique_ptr<Reader> filtering_reader(ReferenceStore& store,
                                                       std::int64_t batch_size);

/// sql/reference/operations/read_all_tenants_batch.sql
[[nodiscard]] std::unique_ptr<Reader> reference_reader(ReferenceStore& store,
                                                       std::int64_t batch_size);

/// sql/reference/operations/read_stream_batch.sql
[[nodiscard]] std::unique_ptr<Reader> tenant_reader(ReferenceStore& store, std::int64_t batch_size,
                                                    std::int64_t tenant);

/// How many of the committed events the reader was never given.
[[nodiscard]] std::size_t lost_count(const Reader& reader, const std::vector<Event>& committed);

}  // namespace eventstore::tests
