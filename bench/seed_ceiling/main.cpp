// seed_ceiling: how close seed-events comes to what the server can take, and what others would do.
//
//     encoded rows -> ceiling, seed-events, psql, psycopg, ... in turn -> medians -> Markdown
#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "bench/seed_ceiling/ceiling_footprint.hpp"
#include "bench/seed_ceiling/comparison.hpp"
#include "bench/seed_ceiling/ways.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/session.hpp"
#include "core/pg/wait_watch.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/run_tool.hpp"

namespace {

using namespace eventstore;
using namespace eventstore::ceiling;

struct Options {
  dataset::StoreOptions where;
  std::int64_t events = 1'000'000;
  std::int64_t tenants = 12;
  std::string payload_scale = "1";
  int runs = 5;
  int connections = 2;
  int index_connections = 2;
  std::int64_t batch = 10'000;
  bool others = false;
};

void declare_options(CLI::App& app, Options& options) {
  app.add_option("--database", options.where.database,
                 "A database of the server to work on; its own data are not touched")
      ->type_name("URI");
  app.add_option("--store", options.where.store, "Store profile")
      ->type_name("STORE")
      ->capture_default_str();
  app.add_option("--events", options.events, "Events of a run")
      ->check(CLI::PositiveNumber.description("above 0"))
      ->capture_default_str();
  app.add_option("--tenants", options.tenants, "Tenants")->capture_default_str();
  app.add_option("--payload-scale", options.payload_scale, "As for seed-events")
      ->type_name("FACTOR")
      ->capture_default_str();
  app.add_option("--runs", options.runs, "Of each way, alternating")
      ->check(between(1, 99))
      ->capture_default_str();
  app.add_option("--connections", options.connections, "COPY streams of the ceiling")
      ->check(between(1, 64))
      ->capture_default_str();
  app.add_option("--index-connections", options.index_connections, "Index builds of the ceiling")
      ->check(between(1, 64))
      ->capture_default_str();
  app.add_option("--batch", options.batch, "Rows per commit of the ceiling")
      ->check(CLI::PositiveNumber.description("above 0"))
      ->capture_default_str();
  pg::add_print_settings_option(app, options.where.print_settings);
  app.add_flag("--others", options.others,
               "Compare with what one would do without seed-events, instead of with the ceiling");
}

/// Where the files are while it runs.
class Directory {
 public:
  Directory() {
    std::string name = std::filesystem::temp_directory_path() / "seed-ceiling-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw Failure("cannot make a directory for the files");
    path_ = name;
  }
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  [[nodiscard]] std::string make(const std::string& name) const {
    std::filesystem::create_directory(path_ / name);
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

DataFiles files_of(const Setting& setting, const Directory& directory, const std::string& format) {
  return write_files(directory.make(format), format, setting.catalogue.store, setting.store,
                     setting.shape, setting.server.connection_string);
}

void compare_with_ceiling(const Setting& setting, int runs) {
  const Directory directory;
  Progress progress{Verbosity::normal};
  const DataFiles files = files_of(setting, directory, "binary");
  const EncodedSet rows = read_files(files, setting.batch);
  const double cpu_seconds =
      encoding_cpu_seconds(setting.store, setting.shape, setting.server.connection_string);
  progress.say(fmt::format("{} rows of events, {:.0f} MB, {:.2f} us of CPU each to make and encode",
                           grouped(rows.events.rows), static_cast<double>(rows.events.bytes) / 1e6,
                           1e6 * cpu_seconds / static_cast<double>(setting.events)));
  const std::vector<Runs> all =
      alternate({ceiling_way(setting, rows), seed_events_way(setting)}, runs, progress);
  fmt::print("\n{}", phase_table(all[0], all[1], setting.events));
}

void compare_with_others(const Setting& setting, int runs) {
  const Directory directory;
  Progress progress{Verbosity::normal};
  const DataFiles csv = files_of(setting, directory, "csv");
  const DataFiles sql = files_of(setting, directory, "sql");
  std::vector<Way> ways{seed_events_way(setting), psql_copy_way(setting, csv)};
  if (has_psycopg()) {
    ways.push_back(psycopg_way(setting, csv));
  } else {
    progress.say("psycopg is left out: Python's package psycopg is not installed");
  }
  ways.push_back(generate_series_way(setting));
  ways.push_back(insert_way(setting, sql));
  ways.push_back(pgbench_way(setting, 20));
  const std::vector<Runs> all = alternate(ways, runs, progress);
  fmt::print("\n{}", rate_table(all, all.front(), setting.events));
}

ExitCode run(const Options& options) {
  Setting setting{
      .store = options.where.store,
      .shape = {"--events", std::to_string(options.events), "--tenants",
                std::to_string(options.tenants), "--payload-scale", options.payload_scale},
      .events = options.events,
      .connections = options.connections,
      .index_connections = options.index_connections,
      .batch = options.batch};
  setting.catalogue = catalogue::load_catalogue(options.where.store);
  setting.server = pg::resolve_database(options.where.database, "postgres");
  {
    pg::Session session{setting.server};
    fmt::print("{}, {} of {}, store {}\n", pg::describe(setting.server, session.server_version()),
               counted(options.events, "event"), counted(options.tenants, "tenant"),
               setting.catalogue.store.name);
  }
  if (options.others) {
    compare_with_others(setting, options.runs);
  } else {
    compare_with_ceiling(setting, options.runs);
  }
  return ExitCode::success;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"How close seed-events comes to what the server can take.", "seed_ceiling"};
  Options options;
  declare_options(app, options);
  return run_tool(app, argc, argv, [&] {
    if (options.where.print_settings) {
      fmt::print("{}",
                 footprint_of(options.where.store, options.where.database, options.others).text());
      return ExitCode::success;
    }
    const pg::WaitWatch watch;
    return run(options);
  });
}
