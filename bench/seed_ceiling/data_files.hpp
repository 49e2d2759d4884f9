// A data set in files, as seed-events --format writes it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/seed_ceiling/encoded_rows.hpp"
#include "core/catalogue/store_profile.hpp"

namespace eventstore::ceiling {

/// One file for each table in a role.
struct DataFiles {
  std::string events;
  std::string snapshots;  ///< Empty where the store has none.
  std::string tenants;    ///< The same.
};

/// The rows of each table, encoded.
struct EncodedSet {
  EncodedRows events;
  std::optional<EncodedRows> snapshots;
  std::optional<EncodedRows> tenants;
};

/// Runs seed-events with `shape` and `store` and writes `directory`/events.<format> and its
/// siblings.
[[nodiscard]] DataFiles write_files(const std::string& directory, const std::string& format,
                                    const catalogue::StoreProfile& profile,
                                    const std::string& store, const std::vector<std::string>& shape,
                                    const std::string& database);

/// Files in format binary, in chunks of `rows_per_chunk`.
[[nodiscard]] EncodedSet read_files(const DataFiles& files, std::int64_t rows_per_chunk);

/// CPU seconds that it takes to make the events and encode them, written to nowhere.
[[nodiscard]] double encoding_cpu_seconds(const std::string& store,
                                          const std::vector<std::string>& shape,
                                          const std::string& database);

}  // namespace eventstore::ceiling
