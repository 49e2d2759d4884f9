// bench_trust memory: what a client needs for one read, with the full result and row by row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bench/trust/scratch_store.hpp"
#include "bench/trust/subcommand.hpp"
#include "core/pg/database.hpp"

namespace eventstore::trust {

enum class ReadBy : std::uint8_t {
  full_result,  ///< EventStorageEngine::read_batch: every event is there at once.
  streaming,    ///< stream_batch: one after the other, in libpq's single-row mode.
};

/// Of one read in a process of its own, octets.
struct MemoryUse {
  std::int64_t peak_growth = 0;  ///< How much further the peak of the resident memory went.
  std::int64_t events = 0;       ///< That were read.
  std::int64_t content = 0;      ///< Their payloads and metadata.
};

/// Reads the first `limit` events of all tenants in a forked child, so that what an earlier read
/// has left behind, or has taken already, is in no figure; and by resident memory, as that is what
/// a machine runs out of, whoever allocates it (libpq does).  To be called while there is one
/// thread.  Throws Failure with what the child said.
[[nodiscard]] MemoryUse memory_use(const ScratchStore& store, ReadBy read_by, std::int64_t limit);

struct MemoryPoint {
  std::int64_t events = 0;
  std::int64_t content = 0;
  std::int64_t full_result = 0;  ///< Peak growth, the median of the runs.
  std::int64_t streaming = 0;
};

struct MemoryOptions {
  std::string database;  ///< --database
  std::vector<std::int64_t> limits{10, 100, 1000, 10'000, 100'000};
  int runs = 3;
};

/// Measures on a database of its own on `server`, seeded with as many events as are read at most.
[[nodiscard]] std::vector<MemoryPoint> measure_memory(const MemoryOptions& options,
                                                      const pg::Database& server);

/// A Markdown table.
[[nodiscard]] std::string memory_text(const std::vector<MemoryPoint>& points);

[[nodiscard]] Subcommand declare_memory(CLI::App& app);

}  // namespace eventstore::trust
