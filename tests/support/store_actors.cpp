#include "tests/support/store_actors.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

namespace eventstore::tests {

namespace {

std::string uuid(std::int64_t family, std::int64_t number) {
  return fmt::format("{:08x}-0000-4000-8000-{:012x}", family, number);
}

/// Pages by position alone: what most stores do.  `condition` is added to the query.
class PagingByPosition : public Reader {
 public:
  PagingByPosition(ReferenceStore& store, std::string title, std::int64_t batch_size,
                   std::string condition)
      : Reader(store, std::move(title), batch_size), condition_(std::move(condition)) {}

 private:
  [[nodiscard]] pg::Reply next_batch() override {
    return wire_.run(
        fmt::format("SELECT * FROM domain_events WHERE global_position > {} {} ORDER BY "
                    "global_position LIMIT {}",
                    after_position_, condition_, batch_size_));
  }

  std::string condition_;
};

/// The reference store's own statements.
class CatalogueReader : public Reader {
 public:
  CatalogueReader(ReferenceStore& store, const std::string& operation, std::int64_t batch_size,
                  std::int64_t tenant_key = 0)
      : Reader(store, fmt::format("{} by {}, tenant {}", operation, batch_size, tenant_key),
               batch_size),
        operation_(wire_, store.catalogue(), operation),
        tenant_key_(tenant_key) {}

 private:
  [[nodiscard]] pg::Reply next_batch() override {
    return operation_.call({{"tenant_key", tenant_key_},
                            {"after_xid", after_xid_},
                            {"after_position", after_position_},
                            {"batch_size", batch_size_}});
  }

  PreparedOperation operation_;
  std::int64_t tenant_key_;
};

}  // namespace

std::string aggregate(std::int64_t number) {
  return uuid(1, number);
}

ReferenceStore::ReferenceStore(const std::string& store)
    : catalogue_(catalogue::load_catalogue(store)), wire_(scratch_.database()) {
  install_store(wire_, catalogue_);
}

std::string ReferenceStore::next_event_id() {
  return uuid(2, ++event_count_);
}

std::int64_t ReferenceStore::stored_event_count() {
  const pg::Reply reply = wire_.run("SELECT count(*) FROM domain_events");
  return std::stoll(std::string{reply.field(0, 0).value_or("0")});
}

void ReferenceStore::wait_for_the_barrier() {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const pg::Reply reply = wire_.run(
        "SELECT count(*) FROM domain_events"
        " WHERE transaction_id >= pg_snapshot_xmin(pg_current_snapshot())");
    if (reply.field(0, 0) == "0") return;
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  FAIL("a transaction elsewhere on this server holds the snapshot barrier back");
}

Writer::Writer(ReferenceStore& store, const std::string& append)
    : store_(&store), wire_(store.database()), append_(wire_, store.catalogue(), append) {}

void Writer::begin() {
  wire_.command("BEGIN");
}

void Writer::take_transaction_id() {
  wire_.command("SELECT pg_current_xact_id()");
}

pg::Reply Writer::send(const Event& event, std::int64_t version) {
  return append_.call({{"tenant_key", event.tenant_key},
                       {"aggregate_id", event.aggregate_id},
                       {"aggregate_type", "Order"},
                       {"expected_version", version},
                       {"event_ids", std::vector{event.id}},
                       {"event_types", std::vector<std::string>{"Changed"}},
                       {"payload_revisions", std::vector<std::string>{"1"}},
                       {"metadata", std::vector<std::string>{"{}"}},
                       {"payloads", std::vector<std::string>{"{}"}}});
}

void Writer::append(std::int64_t tenant_key, const std::string& aggregate_id,
                    std::int64_t version) {
  Event event{store_->next_event_id(), tenant_key, aggregate_id, version + 1};
  const pg::Reply reply = send(event, version);
  INFO(reply.message());
  REQUIRE(reply.ok());
  REQUIRE(reply.affected() == 1);
  appended_.push_back(std::move(event));
}

bool Writer::append_unless_blocked(std::int64_t tenant_key, const std::string& aggregate_id,
                                   std::int64_t version) {
  Event event{store_->next_event_id(), tenant_key, aggregate_id, version + 1};
  // One thread drives all connections, so what has to wait would wait for ever: the limit decides
  // nothing but how long that takes.
  wire_.command("SET LOCAL lock_timeout = '1ms'");
  const pg::Reply reply = send(event, version);
  INFO(reply.message());
  if (reply.sqlstate() == "55P03") return false;
  REQUIRE(reply.ok());
  REQUIRE(reply.affected() == 1);
  appended_.push_back(std::move(event));
  return true;
}

std::vector<Event> Writer::commit() {
  wire_.command("COMMIT");
  return std::exchange(appended_, {});
}

void Writer::roll_back() {
  wire_.command("ROLLBACK");
  appended_.clear();
}

Reader::Reader(ReferenceStore& store, std::string title, std::int64_t batch_size)
    : title_(std::move(title)), batch_size_(batch_size), wire_(store.database()) {}

bool Reader::read() {
  const pg::Reply reply = next_batch();
  INFO(title_ << ": " << reply.message());
  REQUIRE(reply.ok());
  const auto text = [&](std::int64_t row, const char* column) {
    return std::string{reply.field(row, reply.column_named(column)).value_or("")};
  };
  for (std::int64_t row = 0; row < reply.row_count(); ++row) {
    delivered_.push_back({.id = text(row, "event_id"),
                          .aggregate_id = text(row, "aggregate_id"),
                          .sequence_number = std::stoll(text(row, "sequence_number"))});
    after_xid_ = std::stoll(text(row, "transaction_id"));
    after_position_ = std::stoll(text(row, "global_position"));
  }
  return reply.row_count() > 0;
}

void Reader::read_to_the_end() {
  while (read()) {
  }
}

std::unique_ptr<Reader> naive_reader(ReferenceStore& store, std::int64_t batch_size) {
  return std::make_unique<PagingByPosition>(store, "naive", batch_size, "");
}

std::unique_ptr<Reader> filtering_reader(ReferenceStore& store, std::int64_t batch_size) {
  return std::make_unique<PagingByPosition>(
      store, "barrier, paged by position", batch_size,
      "AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())");
}

std::unique_ptr<Reader> reference_reader(ReferenceStore& store, std::int64_t batch_size) {
  return std::make_unique<CatalogueReader>(store, "read_all_tenants_batch", batch_size);
}

std::unique_ptr<Reader> tenant_reader(ReferenceStore& store, std::int64_t batch_size,
                                      std::int64_t tenant) {
  return std::make_unique<CatalogueReader>(store, "read_stream_batch", batch_size, tenant);
}

/// How many of the committed events the reader was never given.
std::size_t lost_count(const Reader& reader, const std::vector<Event>& committed) {
  std::set<std::string> ids;
  for (const Event& event : reader.delivered()) ids.insert(event.id);
  return static_cast<std::size_t>(
      std::count_if(committed.begin(), committed.end(),
                    [&](const Event& event) { return !ids.contains(event.id); }));
}

}  // namespace eventstore::tests
