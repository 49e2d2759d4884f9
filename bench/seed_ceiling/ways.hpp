// The ways to fill an event store that are compared: from an empty database to one that is ready to
// be measured (rows, indexes, VACUUM ANALYZE, checkpoint).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/seed_ceiling/data_files.hpp"
#include "bench/seed_ceiling/encoded_rows.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/database.hpp"

namespace eventstore::ceiling {

struct Measured {
  double seconds = 0;                    ///< All of it, on the clock.
  std::map<std::string, double> phases;  ///< Those that the way tells apart, in seconds.
  double client_cpu_seconds = 0;         ///< Of a program of its own; 0 where there is none.
  std::int64_t table_bytes = 0;          ///< What it wrote, indexes not counted.
};

/// Does the job once, on a new database of the server.
struct Way {
  std::string name;
  std::function<Measured()> run;
};

/// What all ways work on; outlives them.
struct Setting {
  pg::Database server;
  catalogue::Catalogue catalogue;
  std::string store;               ///< As the command line names it.
  std::vector<std::string> shape;  ///< Options of seed-events for the rows.
  std::int64_t events = 0;
  int connections = 2;  ///< Of the ceiling.
  int index_connections = 2;
  std::int64_t batch = 10'000;  ///< Rows per commit of each connection.
};

/// The same rows, snapshots included, encoded in memory before the clock starts, pushed by bare
/// libpq over several connections, chunk by chunk in turn.
[[nodiscard]] Way ceiling_way(const Setting& setting, const EncodedSet& rows);

/// seed-events itself as it is typed, with its start, its plan and its manifest.
[[nodiscard]] Way seed_events_way(const Setting& setting);

/// INSERT ... SELECT generate_series, with comparable JSON built by the server.
[[nodiscard]] Way generate_series_way(const Setting& setting);

/// psql's \copy of CSV files that are there.
[[nodiscard]] Way psql_copy_way(const Setting& setting, const DataFiles& csv);

/// A file of INSERT statements of 1000 rows each, through psql.
[[nodiscard]] Way insert_way(const Setting& setting, const DataFiles& sql);

/// Python's psycopg, COPY of CSV files that are there.
[[nodiscard]] Way psycopg_way(const Setting& setting, const DataFiles& csv);

/// pgbench -i, whose rows are narrow: only its bytes can be compared.  `scale`: 100,000 rows each.
[[nodiscard]] Way pgbench_way(const Setting& setting, int scale);

/// Whether psycopg is installed.
[[nodiscard]] bool has_psycopg();

}  // namespace eventstore::ceiling
