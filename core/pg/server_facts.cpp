#include "core/pg/server_facts.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#include <sys/utsname.h>
#include <unistd.h>

#include "core/catalogue/catalogue.hpp"
#include "core/measure/clock.hpp"
#include "core/pg/session.hpp"
#include "core/tool/build_info.hpp"

namespace eventstore::pg {

namespace {

using nlohmann::json;

std::string value_after(const std::string& path, const std::string& key) {
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t start = line.find_first_not_of(" \t:=\"", key.size());
    if (start == std::string::npos) return "";
    return line.substr(start, line.find_last_not_of("\" ") + 1 - start);
  }
  return "";
}

json machine() {
  utsname system{};
  uname(&system);
  const auto memory_bytes = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) *
                            static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
  return {{"cpu", value_after("/proc/cpuinfo", "model name")},
          {"cores", std::thread::hardware_concurrency()},
          {"memory_bytes", memory_bytes},
          {"kernel", std::string{system.sysname} + " " + system.release},
          {"os", value_after("/etc/os-release", "PRETTY_NAME")}};
}

/// The time of a commit that must reach the disk, least and median of 20, in microseconds.
json flush_probe(Session& session) {
  constexpr std::size_t probes = 20;
  std::vector<double> microseconds;
  const std::string statement = catalogue::harness_sql("flush_probe");
  try {
    for (std::size_t i = 0; i < probes; ++i) {
      const auto start = measure::Clock::now();
      session.run(statement);
      microseconds.push_back(1e6 * measure::seconds_between(start, measure::Clock::now()));
    }
  } catch (const StatementError& error) {
    return {{"not_measured", error.what()}};  // No right to write WAL, or a standby.
  }
  std::sort(microseconds.begin(), microseconds.end());
  return {{"min", microseconds.front()}, {"median", microseconds[probes / 2]}};
}

json table_of(const Rows& rows, const std::vector<std::string>& texts,
              const std::vector<std::string>& numbers) {
  json list = json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    json row;
    for (const auto& name : texts) row[name] = rows.text(i, name);
    for (const auto& name : numbers) row[name] = rows.integer(i, name);
    list.push_back(row);
  }
  return list;
}

}  // namespace

json environment_of(const Database& database, const catalogue::StoreProfile& store) {
  Session session{database};
  const auto setting = [&](const char* name) {
    return session.run(catalogue::harness_sql("environment_setting"), {{name}}).text(0, "value");
  };
  json settings = json::object();
  const Rows changed = session.run(catalogue::harness_sql("environment_settings"));
  for (std::size_t i = 0; i < changed.size(); ++i) {
    settings[changed.text(i, "name")] = changed.text(i, "value");
  }
  const BuildInfo build = build_info();
  const Rows tables = session.run(catalogue::harness_sql("environment_tables"));
  const Rows indexes = session.run(catalogue::harness_sql("environment_indexes"));
  return {{"postgresql",
           {{"version", version_text(session.server_version())},
            {"settings", settings},
            {"fsync", setting("fsync")},
            {"synchronous_commit", setting("synchronous_commit")},
            {"commit_flush_us", flush_probe(session)}}},
          {"store", {{"name", store.name}, {"description", store.description}}},
          {"tables", table_of(tables, {"table"}, {"rows_estimate", "bytes", "toast_bytes"})},
          {"indexes", table_of(indexes, {"index", "table", "definition"}, {"bytes"})},
          {"machine", machine()},
          {"client",
           {{"version", build.version},
            {"commit", build.commit},
            {"build_type", build.build_type},
            {"compiler", build.compiler}}},
          {"placement", "client and server as the scheduler placed them"}};
}

}  // namespace eventstore::pg
