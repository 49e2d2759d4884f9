#include "generator/read_back.hpp"

#include <algorithm>

#include <fmt/args.h>
#include <fmt/format.h>

#include "core/pg/wire.hpp"
#include "core/random/random.hpp"
#include "generator/copy_decoder.hpp"
#include "generator/shape_options.hpp"
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
         const ReadBack& whole)
      : wire_(database),
        table_(table),
        whole_(whole),
        payloads_(shape_of(manifest.options).payloads),
        part_(0),
        decoder_(table.columns) {
    wire_.command("SET client_encoding = 'UTF8'");
    for (const auto& tenant : manifest.tenants) tenant_ids_[tenant.key] = tenant.id;
  }

  void read_events(const PageRange& pages, WorkState& state) {
    std::int64_t rows = 0;
    read_pages(wire_, table_, pages, [&](std::string_view message) {
      if (!read_row(message)) return;
      take_event();
      if (++rows % 512 == 0) {
        state.advance(512);
        state.check();
      }
    });
    state.advance(rows % 512);
  }

  void read_snapshots(const PageRange& pages) {
    read_pages(wire_, table_, pages, [&](std::string_view message) {
      if (!read_row(message)) return;
      part_.totals.add_snapshot(hasher_.snapshot(event_));
      part_.snapshot_versions[event_.aggregate_id] = event_.sequence_number;
    });
  }

  void add_to(ReadBack& whole) const {
    whole.totals += part_.totals;
    for (const auto& [tenant, events] : part_.events_by_tenant) {
      whole.events_by_tenant[tenant] += events;
    }
    for (const auto& [id, tally] : part_.aggregates) whole.aggregates[id] += tally;
    whole.snapshot_versions.insert(part_.snapshot_versions.begin(), part_.snapshot_versions.end());
    if (whole.first_complaint.empty()) whole.first_complaint = part_.first_complaint;
  }

 private:
  bool read_row(std::string_view message) {
    if (!decoder_.read(message, event_)) return false;
    if (event_.tenant_id.empty()) {
      const auto id = tenant_ids_.find(event_.tenant_key);
      if (id != tenant_ids_.end()) event_.tenant_id = id->second;
    }
    if (!decoder_.complaint().empty()) complain(decoder_.complaint());
    return true;
  }

  void take_event() {
    const Fingerprint row = hasher_.event(event_);
    part_.totals.add_event(event_, row, payloads_);
    ++part_.events_by_tenant[std::string{event_.tenant_id}];
    part_.aggregates[event_.aggregate_id].add(event_.sequence_number);
    if (event_.position < 1 || event_.position > whole_.events) {
      complain(fmt::format("it is outside of 1 to {}", whole_.events));
      return;
    }
    PositionSlot& slot = whole_.at(event_.position);
    if (slot.timestamp_us.exchange(event_.timestamp_us, std::memory_order_relaxed) != 0) {
      complain("two events stand there");
    }
    slot.row_bits.store(row_bits(row), std::memory_order_relaxed);
  }

  void complain(const std::string& what) {
    if (!part_.first_complaint.empty()) return;
    part_.first_complaint =
        fmt::format("{} of aggregate {}: {}",
                    event_.position == 0 ? "the snapshot"
                                         : fmt::format("the event at position {}", event_.position),
                    to_text(event_.aggregate_id), what);
  }

  pg::Wire wire_;
  const TableLayout& table_;
  const ReadBack& whole_;
  PayloadProfile payloads_;
  ReadBack part_;
  CopyDecoder decoder_;
  RowHasher hasher_;
  Event event_;
  std::unordered_map<std::int32_t, std::string> tenant_ids_;
};

}  // namespace

void SequenceTally::add(std::int64_t sequence_number) {
  ++events;
  last = std::max(last, sequence_number);
  mixed_sum += mix(static_cast<std::uint64_t>(sequence_number));
}

SequenceTally& SequenceTally::operator+=(const SequenceTally& other) {
  events += other.events;
  last = std::max(last, other.last);
  mixed_sum += other.mixed_sum;
  return *this;
}

bool SequenceTally::is_dense() const {
  if (last != events) return false;
  std::uint64_t expected = 0;
  for (std::int64_t i = 1; i <= events; ++i) expected += mix(static_cast<std::uint64_t>(i));
  return mixed_sum == expected;
}

ReadBack read_back(pg::Session& session, const pg::Database& database, const StoreLayout& layout,
                   const dataset::Manifest& manifest, int connections, Progress& progress) {
  ReadBack whole{manifest.events};
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
        reader.add_to(whole);
      },
      [&](std::int64_t done) { progress.update(done); });
  if (layout.snapshots) {
    Reader reader{database, *layout.snapshots, manifest, whole};
    for (const PageRange& pages : page_ranges(session, *layout.snapshots)) {
      reader.read_snapshots(pages);
    }
    reader.add_to(whole);
  }
  return whole;
}

}  // namespace eventstore::seed
