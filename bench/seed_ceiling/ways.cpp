#include "bench/seed_ceiling/ways.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "bench/seed_ceiling/empty_store.hpp"
#include "core/dataset/seed_command.hpp"
#include "core/pg/conninfo.hpp"
#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/run_child.hpp"

namespace eventstore::ceiling {

namespace {

class Stopwatch {
 public:
  /// Seconds since the last lap, or since it was made.
  double lap() {
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
};

/// The settings of a loading session that pay (docs/decisions/0003-seeding.md).
void prepare_to_load(pg::Wire& wire) {
  wire.command("SET synchronous_commit = off");
  wire.command("SET client_encoding = 'UTF8'");
}

/// How to connect, as everybody may see it in a list of processes.
std::string shown(const EmptyStore& store) {
  return pg::split_secrets(store.database()).connection_string;
}

/// The rest of it, in the environment, which only who may do as we do can see.
std::vector<std::pair<std::string, std::string>> secrets(const EmptyStore& store) {
  const std::string password = pg::split_secrets(store.database()).password;
  if (password.empty()) return {};
  return {{"PGPASSWORD", password}};
}

std::string copy_statement(const TableTarget& target, const std::string& format) {
  return fmt::format("COPY {} ({}) FROM STDIN (FORMAT {})", target.identifier, target.columns,
                     format);
}

/// libpq copies what it is given into a buffer of its own: large pieces gain nothing.
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

void push(pg::Wire& wire, std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece_bytes, bytes.size()))) {
    wire.copy_in(bytes.substr(0, piece_bytes));
  }
}

/// Every `step`-th chunk from `first` on, each with a COPY that commits.
void push_chunks(const pg::Database& database, const TableTarget& target, const EncodedRows& rows,
                 std::size_t first, std::size_t step) {
  pg::Wire wire{database};
  prepare_to_load(wire);
  const std::string statement = copy_statement(target, "binary");
  for (std::size_t i = first; i < rows.chunks.size(); i += step) {
    wire.copy_in_begin(statement);
    wire.copy_in(stream_header());
    push(wire, rows.chunks[i]);
    wire.copy_in(stream_trailer());
    static_cast<void>(wire.copy_in_end());
  }
}

void push_all(const pg::Database& database, const TableTarget& target, const EncodedRows& rows,
              int connections) {
  std::mutex mutex;
  std::exception_ptr first_error;
  {
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(connections));
    for (int i = 0; i < connections; ++i) {
      threads.emplace_back([&, i] {
        try {
          push_chunks(database, target, rows, static_cast<std::size_t>(i),
                      static_cast<std::size_t>(connections));
        } catch (...) {
          const std::lock_guard lock{mutex};
          if (!first_error) first_error = std::current_exception();
        }
      });
    }
  }
  if (first_error) std::rethrow_exception(first_error);
}

/// What follows the rows, whoever wrote them.
void make_ready(EmptyStore& store, const Setting& setting, Stopwatch& watch, Measured& measured) {
  store.vacuum();
  measured.phases["vacuum"] = watch.lap();
  store.build_indexes(setting.index_connections);
  measured.phases["index"] = watch.lap();
  store.checkpoint();
  measured.phases["checkpoint"] = watch.lap();
  for (const auto& [name, seconds] : measured.phases) measured.seconds += seconds;
  measured.table_bytes = store.table_bytes();
}

/// A way that differs in how the rows come; `load(store)` writes them into empty tables.
template <typename Load>
Way way_of_rows(const std::string& name, const Setting& setting, const Load& load) {
  return {.name = name, .run = [&setting, load] {
            EmptyStore store{setting.server, setting.catalogue, EmptyStore::Tables::created};
            Measured measured;
            Stopwatch watch;
            load(store);
            measured.phases["copy"] = watch.lap();
            make_ready(store, setting, watch, measured);
            return measured;
          }};
}

std::string psql_copy(const TableTarget& target, const std::string& file) {
  return fmt::format(R"(\copy {} ({}) FROM '{}' (FORMAT csv))", target.identifier, target.columns,
                     file);
}

/// The distribution's own, which scripts/install --compare gives psycopg to.
constexpr const char* python_program = "/usr/bin/python3";

/// Reads files and passes them on: what a program would do whose rows are CSV already.
constexpr const char* psycopg_script = R"(
import sys, psycopg
connection = psycopg.connect(sys.argv[1])
for statement, path in zip(sys.argv[2::2], sys.argv[3::2]):
    with connection.cursor().copy(statement) as copy, open(path, 'rb') as file:
        while data := file.read(65536):
            copy.write(data)
connection.commit()
)";

/// Calls `use(role, file)` for each table of the store that there is a file of.
template <typename Use>
void for_each_file(const catalogue::StoreProfile& profile, const DataFiles& files, const Use& use) {
  use(profile.events, files.events);
  if (profile.snapshots) use(*profile.snapshots, files.snapshots);
  if (profile.tenants) use(*profile.tenants, files.tenants);
}

/// A file that is removed again.
class ResultFile {
 public:
  ResultFile()
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("seed-ceiling-{}.json", getpid())) {}
  ~ResultFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;
  [[nodiscard]] std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

Way ceiling_way(const Setting& setting, const EncodedSet& rows) {
  return way_of_rows("ceiling", setting, [&setting, &rows](EmptyStore& store) {
    const catalogue::StoreProfile& profile = setting.catalogue.store;
    const pg::Database& database = store.database();
    store.hold_autovacuum();
    push_all(database, store.target(profile.events), rows.events, setting.connections);
    if (rows.snapshots) push_all(database, store.target(*profile.snapshots), *rows.snapshots, 1);
    if (rows.tenants) push_all(database, store.target(*profile.tenants), *rows.tenants, 1);
    store.release_autovacuum();
  });
}

Way seed_events_way(const Setting& setting) {
  return {.name = "seed-events", .run = [&setting] {
            EmptyStore store{setting.server, setting.catalogue, EmptyStore::Tables::none};
            const ResultFile file;
            std::vector<std::string> command{dataset::seed_events_program(),
                                             "--quiet",
                                             "--store",
                                             setting.store,
                                             "--out",
                                             file.path()};
            command.insert(command.end(), setting.shape.begin(), setting.shape.end());
            const ChildResult child = require_child(
                command, {{"EVENTSTORE_DATABASE", store.database().connection_string}});
            Measured measured{.seconds = child.seconds,
                              .client_cpu_seconds = child.cpu_seconds,
                              .table_bytes = store.table_bytes()};
            std::ifstream stream{file.path()};
            const auto document = nlohmann::json::parse(stream);
            for (const auto& phase : document.at("seed").at("phases")) {
              measured.phases[phase.at("name")] = phase.at("seconds");
            }
            return measured;
          }};
}

Way generate_series_way(const Setting& setting) {
  return way_of_rows("generate_series on the server", setting, [&setting](EmptyStore& store) {
    const TableTarget target = store.target(setting.catalogue.store.events);
    pg::Wire wire{store.database()};
    prepare_to_load(wire);
    wire.command(
        fmt::format(fmt::runtime(catalogue::harness_sql("ceiling_generate_series")),
                    fmt::arg("table", target.identifier), fmt::arg("columns", target.columns),
                    fmt::arg("canonical", target.canonical), fmt::arg("events", setting.events)));
  });
}

Way psql_copy_way(const Setting& setting, const DataFiles& csv) {
  return way_of_rows("psql \\copy of a CSV file", setting, [&setting, &csv](EmptyStore& store) {
    std::vector<std::string> command{"psql",     "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                                     "--dbname", shown(store)};
    for_each_file(setting.catalogue.store, csv, [&](const auto& role, const std::string& file) {
      command.insert(command.end(), {"--command", psql_copy(store.target(role), file)});
    });
    require_child(command, secrets(store));
  });
}

Way insert_way(const Setting& setting, const DataFiles& sql) {
  return {.name = "statements of 1000 rows, psql", .run = [&setting, &sql] {
            EmptyStore store{setting.server, setting.catalogue, EmptyStore::Tables::none};
            Stopwatch watch;
            require_child({"psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname",
                           shown(store), "--file", sql.events},
                          secrets(store));
            Measured measured;
            measured.phases["copy"] = watch.lap();  // The file makes tables and indexes as well.
            store.vacuum();
            store.checkpoint();
            measured.phases["vacuum"] = watch.lap();
            measured.seconds = measured.phases["copy"] + measured.phases["vacuum"];
            measured.table_bytes = store.table_bytes();
            return measured;
          }};
}

Way psycopg_way(const Setting& setting, const DataFiles& csv) {
  return way_of_rows("Python psycopg, COPY of CSV", setting, [&setting, &csv](EmptyStore& store) {
    std::vector<std::string> command{python_program, "-c", psycopg_script, shown(store)};
    for_each_file(setting.catalogue.store, csv, [&](const auto& role, const std::string& file) {
      command.insert(command.end(), {copy_statement(store.target(role), "csv"), file});
    });
    require_child(command, secrets(store));
  });
}

Way pgbench_way(const Setting& setting, int scale) {
  return {
      .name = fmt::format("pgbench -i -s {}", scale), .run = [&setting, scale] {
        EmptyStore store{setting.server, setting.catalogue, EmptyStore::Tables::none};
        const ChildResult child = require_child(
            {"pgbench", "--initialize", "--quiet", "--scale", std::to_string(scale), shown(store)},
            secrets(store));
        Stopwatch watch;
        store.checkpoint();
        return Measured{.seconds = child.seconds + watch.lap(),
                        .client_cpu_seconds = child.cpu_seconds,
                        .table_bytes = store.table_bytes()};
      }};
}

bool has_psycopg() {
  return run_child({python_program, "-c", "import psycopg"}).exit_code == 0;
}

}  // namespace eventstore::ceiling
