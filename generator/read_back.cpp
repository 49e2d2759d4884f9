#include "generator/read_back.hpp"

#include <atomic>
#include <mutex>

#include <fmt/args.h>
#include <fmt/format.h>

#include "core/pg/wire.hpp"
#include "generator/copy_decoder.hpp"
#include "generator/row_intake.hpp"
#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

/// A worker reads this many pages (16 MB) with one COPY.
constexpr std::int64_t pages_per_copy = 2048;

/// Some pages of a table, or of a partition of it.
struct PageRange {
  std::string table;  ///< As SQL has it.
  std::int64_t first_page = 0;
  std::int64_t end_page = 0;
};

/// All pages that hold rows of the table, in pieces.
std::vector<PageRange> page_ranges(pg::Session& session, const TableLayout& table) {
  const pg::Rows parts =
      session.run(catalogue::harness_sql("seed_table_parts"), {{table.identifier}});
  std::vector<PageRange> ranges;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::int64_t page = 0; page < parts.integer(i, "pages"); page += pages_per_copy) {
      ranges.push_back(
          {.table = parts.text(i, "name"), .first_page = page, .end_page = page + pages_per_copy});
    }
  }
  return ranges;
}

/// Calls `use(message)` for each row on the pages.
template <typename Use>
void read_pages(pg::Wire& wire, const TableLayout& table, const PageRange& pages, const Use& use) {
  const std::string query =
      fmt::format(fmt::runtime(catalogue::harness_sql("seed_read_pages")),
                  fmt::arg("columns", table.column_list), fmt::arg("table", pages.table),
                  fmt::arg("first_page", pages.first_page), fmt::arg("end_page", pages.end_page));
  wire.copy_out_begin(fmt::format("COPY ({}) TO STDOUT (FORMAT binary)", query));
  for (std::string_view message = wire.copy_out_next(); !message.empty();
       message = wire.copy_out_next()) {
    use(message);
  }
}

/// One worker's part of the rows.
class Reader {
 public:
  Reader(const pg::Database& database, const TableLayout& table, const dataset::Manifest& manifest,
         ReadBack& whole)
      : wire_(database, pg::SessionUse::audit),
        table_(table),
        decoder_(table.columns),
        intake_(manifest, whole) {}

  void read_events(const PageRange& pages, WorkState& state) {
    std::int64_t rows = 0;
    read_pages(wire_, table_, pages, [&](std::string_view message) {
      if (!decoder_.read(message, event_)) return;
      intake_.take_event(event_, decoder_.complaint());
      if (++rows % 512 == 0) {
        state.advance(512);
        state.check();
      }
    });
    state.advance(rows % 512);
  }

  void read_snapshots(const PageRange& pages) {
    read_pages(wire_, table_, pages, [&](std::string_view message) {
      if (!decoder_.read(message, event_)) return;
      intake_.take_snapshot(event_, decoder_.complaint());
    });
  }

  void add_to_whole() { intake_.add_to_whole(); }

 private:
  pg::Wire wire_;
  const TableLayout& table_;
  CopyDecoder decoder_;
  RowIntake intake_;
  Event event_;
};

}  // namespace

std::int64_t read_back_memory(const dataset::Manifest& manifest) {
  return manifest.events * std::int64_t{sizeof(EventSlot)} +
         manifest.aggregates * AggregateTable::octets_per_aggregate +
         manifest.snapshots * std::int64_t{sizeof(SnapshotRecord)};
}

ReadBack read_back(pg::Session& session, const pg::Database& database, const StoreLayout& layout,
                   const dataset::Manifest& manifest, int connections, Progress& progress) {
  ReadBack whole{manifest};
  if (layout.snapshots) {
    Reader reader{database, *layout.snapshots, manifest, whole};
    for (const PageRange& pages : page_ranges(session, *layout.snapshots)) {
      reader.read_snapshots(pages);
    }
    reader.add_to_whole();
  }
  const std::vector<PageRange> ranges = page_ranges(session, layout.events);
  std::atomic<std::size_t> next_range{0};
  std::mutex mutex;
  run_workers(
      connections,
      [&](int /*worker*/, WorkState& state) {
        Reader reader{database, layout.events, manifest, whole};
        for (std::size_t i = next_range++; i < ranges.size(); i = next_range++) {
          reader.read_events(ranges[i], state);
        }
        const std::lock_guard lock{mutex};
        reader.add_to_whole();
      },
      [&](std::int64_t done) { progress.update(done); });
  return whole;
}

}  // namespace eventstore::seed
