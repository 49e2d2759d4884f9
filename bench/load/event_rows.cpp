#include "bench/load/event_rows.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>

#include <fmt/args.h>
#include <fmt/format.h>

#include "core/catalogue/catalogue.hpp"
#include "core/engine/row_decoder.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

namespace {

/// A connection reads this many pages (16 MB) with one COPY.
constexpr std::int64_t pages_per_copy = 2048;
constexpr std::size_t max_connections = 4;

// In every server's pg_type.
constexpr unsigned type_bigint = 20;
constexpr unsigned type_bigint_array = 1016;
constexpr unsigned type_text_array = 1009;

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<std::uint8_t>(byte);
  return static_cast<std::int64_t>(value);
}

std::uint64_t as_hash(std::int64_t value) {
  return value == 0 ? 1 : static_cast<std::uint64_t>(value);
}

/// A message of COPY in its binary format with a position and a hash in it; nothing for one without
/// a row.
std::optional<RowHash> row_of(std::string_view message) {
  constexpr std::string_view signature{"PGCOPY\n\377\r\n\0", 11};
  constexpr std::size_t header_size = signature.size() + 8;
  if (message.starts_with(signature)) message.remove_prefix(header_size);
  constexpr std::size_t count_size = 2;
  constexpr std::size_t length_size = 4;
  if (message.size() <= count_size) return std::nullopt;
  message.remove_prefix(count_size);
  const auto take = [&]() -> std::optional<std::int64_t> {
    const auto length = static_cast<std::int32_t>(
        static_cast<std::uint32_t>(big_endian(message.substr(0, length_size))));
    message.remove_prefix(std::min(length_size, message.size()));
    if (length < 0) return std::nullopt;
    const std::string_view bytes = message.substr(0, static_cast<std::size_t>(length));
    message.remove_prefix(bytes.size());
    return big_endian(bytes);
  };
  RowHash row{.position = take(), .hash = 0};
  row.hash = as_hash(take().value_or(0));
  return row;
}

/// {"a","b"}
template <typename Value>
std::string array_text(const std::vector<Value>& values) {
  return fmt::format("{{{}}}", fmt::join(values, ","));
}

class Stopping {
 public:
  explicit Stopping(OnSignal on_signal) : on_signal_(on_signal) {}
  void look() const {
    if (on_signal_ == OnSignal::stop) stop_if_interrupted();
  }
  [[nodiscard]] bool is_wanted() const { return on_signal_ == OnSignal::stop && interrupted(); }

 private:
  OnSignal on_signal_;
};

/// Calls `work` on so many threads; throws what the first of them threw.
void on_threads(std::size_t count, const std::function<void()>& work) {
  std::mutex mutex;
  std::exception_ptr failure;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&] {
      try {
        work();
      } catch (...) {
        const std::lock_guard lock{mutex};
        if (!failure) failure = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::string columns_as_texts(pg::Session& session, const std::string& table) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_columns"), {{table}});
  std::string texts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    texts += fmt::format("{}{}::text", texts.empty() ? "" : ", ",
                         session.identifier(rows.text(i, "name")));
  }
  return texts;
}

EventRows::EventRows(const pg::Database& database, const catalogue::StoreProfile& store)
    : database_(database), store_(store), session_(database) {
  table_ = session_.identifier(store.events.table);
  position_ = session_.identifier(store.events.columns.at("position"));
  id_ = session_.identifier(store.events.columns.at("event_id"));
  std::vector<std::string> columns;
  for (const auto& [canonical, column] : store.events.columns) {
    columns.push_back(session_.identifier(column));
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  columns_ = fmt::format("{}", fmt::join(columns, ", "));
  texts_ = columns_as_texts(session_, table_);
  const pg::Rows parts = session_.run(catalogue::harness_sql("seed_table_parts"), {{table_}});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts.boolean(i, "is_ordinary")) continue;
    obstacle_ = parts.text(i, "name") + " is no ordinary table";
  }
}

std::string EventRows::statement(const std::string& name) const {
  return fmt::format(fmt::runtime(catalogue::harness_sql(name)), fmt::arg("columns", columns_),
                     fmt::arg("texts", texts_), fmt::arg("events", table_),
                     fmt::arg("position", position_), fmt::arg("id", id_));
}

void EventRows::read_hashes(std::int64_t last, OnSignal on_signal,
                            const std::function<void(const RowHash&)>& use) {
  const pg::Rows parts = session_.run(catalogue::harness_sql("seed_table_parts"), {{table_}});
  std::vector<std::string> copies;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::int64_t page = 0; page < parts.integer(i, "pages"); page += pages_per_copy) {
      const std::string query =
          fmt::format(fmt::runtime(catalogue::harness_sql("load_row_hashes")),
                      fmt::arg("position", position_), fmt::arg("texts", texts_),
                      fmt::arg("table", parts.text(i, "name")), fmt::arg("first_page", page),
                      fmt::arg("end_page", page + pages_per_copy), fmt::arg("last_position", last));
      copies.push_back(fmt::format("COPY ({}) TO STDOUT (FORMAT binary)", query));
    }
  }
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t connections = std::min({cores, max_connections, copies.size()});
  std::atomic<std::size_t> next{0};
  std::atomic<bool> has_failed{false};
  on_threads(connections, [&] {
    try {
      const Stopping stopping{on_signal};
      pg::Wire wire{database_, pg::SessionUse::audit};
      for (std::size_t i = next++; i < copies.size() && !has_failed; i = next++) {
        stopping.look();
        wire.copy_out_begin(copies[i]);
        for (std::string_view message = wire.copy_out_next(); !message.empty();
             message = wire.copy_out_next()) {
          if (const auto row = row_of(message)) use(*row);
        }
      }
    } catch (...) {
      has_failed = true;
      throw;
    }
  });
}

void EventRows::read_events(const std::string& name, const std::vector<std::string>& parameters,
                            const std::vector<unsigned>& types, OnSignal on_signal,
                            const Use& use) {
  const Stopping stopping{on_signal};
  pg::Wire wire{database_, pg::SessionUse::audit};
  wire.prepare(name, statement(name), types);
  pg::WireParameters sent;
  for (const std::string& parameter : parameters) sent.add(parameter, pg::ResultFormat::text);
  sent.finish();
  engine::RowDecoder decoder{store_.events};
  int hash_column = -1;
  const pg::Reply end = wire.execute_streamed(
      name.c_str(), sent, pg::ResultFormat::binary, [&](const pg::Reply& rows) {
        if (hash_column < 0) hash_column = rows.column_named("eventstore_row_hash");
        const int count = static_cast<int>(rows.row_count());
        for (int row = 0; row < count; ++row) {
          use(decoder.event(rows, row), as_hash(big_endian(rows.bytes(row, hash_column))));
        }
        return !stopping.is_wanted();
      });
  stopping.look();
  if (!end.ok()) throw Failure(fmt::format("the stored events cannot be read: {}", end.message()));
}

void EventRows::read_behind(std::int64_t position, OnSignal on_signal, const Use& use) {
  read_events("load_stored_events", {std::to_string(position)}, {type_bigint}, on_signal, use);
}

void EventRows::read_at(const std::vector<std::int64_t>& positions, OnSignal on_signal,
                        const Use& use) {
  if (positions.empty()) return;
  read_events("load_events_at", {array_text(positions)}, {type_bigint_array}, on_signal, use);
}

void EventRows::read_with_ids(const std::vector<std::string>& ends, std::int64_t last,
                              OnSignal on_signal, const Use& use) {
  if (ends.empty()) return;
  read_events("load_events_with_ids", {array_text(ends), std::to_string(last)},
              {type_text_array, type_bigint}, on_signal, use);
}

std::int64_t EventRows::count_up_to(std::int64_t position) {
  return session_.run(statement("load_count_seeded"), {{std::to_string(position)}})
      .integer(0, "events");
}

}  // namespace eventstore::load
