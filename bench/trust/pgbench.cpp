#include "bench/trust/pgbench.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "bench/trust/child.hpp"
#include "bench/trust/pgbench_log.hpp"
#include "bench/trust/pgbench_script.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/pg/application_name.hpp"
#include "core/pg/conninfo.hpp"
#include "core/pg/session.hpp"
#include "core/pg/startup_options.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

namespace {

/// pgbench stores the same event in each call.  The harness's differ: most are small, and the mean
/// is seven times the median.  So of many it gets one whose size is about their mean.
cases::Arguments of_mean_size(const Subject& subject, Arguments& arguments) {
  constexpr std::size_t draws = 1000;
  const auto& parameters = subject.operation->parameters;
  std::vector<cases::Arguments> all;
  std::vector<std::size_t> sizes;
  while (all.size() < draws) {
    const cases::Arguments& one = all.emplace_back(arguments.next());
    std::size_t& size = sizes.emplace_back(0);
    for (std::size_t i = 0; i < one.size(); ++i) {
      size += pg::text_form(one[i], parameters[i].type).size();
    }
  }
  return all[nearest_the_mean(sizes)];
}

PgbenchScript script_for(const Subject& subject, Workplace& workplace) {
  Arguments arguments{subject, workplace.manifest(), workplace.progress_of(subject)};
  std::random_device entropy;
  const std::int64_t new_ids_from = std::int64_t{entropy()} << 29U;
  PgbenchScript script = pgbench_script(subject, arguments.next(), new_ids_from);
  if (!script.reason.empty() || !subject.operation->writes()) return script;
  return pgbench_script(subject, of_mean_size(subject, arguments), new_ids_from);
}

std::int64_t microseconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void sleep_for(measure::Duration time) {
  using std::chrono::milliseconds;
  const auto end = measure::Clock::now() + time;
  for (auto now = measure::Clock::now(); now < end; now = measure::Clock::now()) {
    stop_if_interrupted();
    std::this_thread::sleep_for(std::min<measure::Duration>(end - now, milliseconds{50}));
  }
}

enum class Log : std::uint8_t { none, every_call };

/// What a session of ours has for the case.
std::string options_for(const Subject& subject, const pg::Database& database, int server_version) {
  const auto use =
      subject.operation->writes() ? pg::SessionUse::measured_write : pg::SessionUse::measured_read;
  return pg::options_of_session(database.connection_string, use, server_version);
}

/// A pgbench that runs a case, and what the server knows of it.
class Pgbench {
 public:
  Pgbench(const WaySetting& setting, Log log, const std::vector<std::string>& options)
      : database_(setting.workplace.database_of(setting.subject)), session_(database_) {
    const PgbenchScript script = script_for(setting.subject, setting.workplace);
    if (!script.reason.empty()) throw Failure(script.reason);
    const std::string file = directory_.path() / "script.sql";
    std::ofstream{file} << script.text;
    static std::atomic<int> started{0};
    name_ = fmt::format("{} {} {}", pg::pgbench_application_name, getpid(), ++started);
    std::vector<std::string> command{pgbench_program(), "--no-vacuum", "--protocol=prepared",
                                     "--file=" + file};
    if (command.front().empty()) throw Failure("pgbench is not installed");
    for (const auto& [variable, value] : script.variables) {
      command.push_back(fmt::format("--define={}={}", variable, value));
    }
    command.insert(command.end(), options.begin(), options.end());
    if (log == Log::every_call) {
      command.insert(command.end(),
                     {"--log", "--log-prefix=" + (directory_.path() / "log").string()});
    }
    const pg::SplitConnection split = pg::split_secrets(database_);
    pg::Keywords keywords = pg::keywords_of(split.connection_string);
    keywords["application_name"] = name_;
    keywords["options"] = options_for(setting.subject, database_, session_.server_version());
    command.push_back(pg::connection_string_of(keywords));
    // Everybody sees arguments; an environment only who may do as we do.
    Child::Environment environment;
    if (!split.password.empty()) environment["PGPASSWORD"] = split.password;
    child_ = std::make_unique<Child>(command, directory_.path() / "output", environment);
  }

  /// Waits for its connections, and places what serves them.
  void place(bench::Placement& placement, int clients) {
    for (int attempt = 0; attempt < 2000; ++attempt) {
      stop_if_interrupted();
      const pg::Rows pids = session_.run(catalogue::harness_sql("trust_backends"), {{name_}});
      if (pids.size() == static_cast<std::size_t>(clients)) {
        for (std::size_t i = 0; i < pids.size(); ++i) {
          placement.place_backend(static_cast<int>(pids.integer(i, "pid")), database_.name);
        }
        return;
      }
      if (child_->has_ended()) complain();
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    throw Failure("pgbench did not connect within ten seconds");
  }

  /// Takes its connections away, at which it ends and closes its log.
  void end() {
    session_.run(catalogue::harness_sql("trust_end_backends"), {{name_}});
    child_->resume();
    child_->wait();
  }

  [[nodiscard]] Child& child() { return *child_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

  [[noreturn]] void complain() const {
    std::string said = child_->output();
    std::replace(said.begin(), said.end(), '\n', ' ');
    throw Failure(fmt::format("pgbench failed: {}", said));
  }

 private:
  const pg::Database& database_;
  pg::Session session_;
  ScratchDirectory directory_;
  std::string name_;
  std::unique_ptr<Child> child_;
};

class PgbenchWay : public Way {
 public:
  explicit PgbenchWay(const WaySetting& setting)
      : pgbench_(setting, Log::every_call, {"--client=1", "--jobs=1", "--time=1000000"}) {
    pgbench_.place(setting.placement, 1);
    pgbench_.child().pause();
  }

  void round(std::size_t, measure::Duration about) override {
    if (pgbench_.child().has_ended()) pgbench_.complain();
    TimeWindow& window = windows_.emplace_back();
    window.from_us = microseconds_since_1970();
    pgbench_.child().resume();
    sleep_for(about);
    pgbench_.child().pause();
    window.to_us = microseconds_since_1970();
  }

  std::vector<double> medians() override {
    pgbench_.end();
    std::vector<PgbenchCall> calls;
    for (const auto& entry : std::filesystem::directory_iterator{pgbench_.directory()}) {
      if (!entry.path().filename().string().starts_with("log.")) continue;
      std::ifstream file{entry.path()};
      read_pgbench_log(file, calls);
    }
    return window_medians(calls, windows_);
  }

 private:
  Pgbench pgbench_;
  std::vector<TimeWindow> windows_;
};

}  // namespace

std::string pgbench_obstacle(const Subject& subject, Workplace& workplace) {
  if (pgbench_program().empty()) return "pgbench is not installed";
  if (pg::split_secrets(workplace.database_of(subject)).has_key_password) {
    return "sslpassword would have to be an argument of it, which everybody may read";
  }
  return script_for(subject, workplace).reason;
}

std::unique_ptr<Way> pgbench_way(const WaySetting& setting) {
  return std::make_unique<PgbenchWay>(setting);
}

double pgbench_rate(const WaySetting& setting, const PgbenchLoad& load) {
  std::vector<std::string> options{fmt::format("--client={}", load.clients),
                                   fmt::format("--jobs={}", load.threads),
                                   fmt::format("--time={}", load.seconds)};
  if (load.rate > 0) options.push_back(fmt::format("--rate={}", load.rate));
  Pgbench pgbench{setting, Log::none, options};
  pgbench.place(setting.placement, load.clients);
  if (pgbench.child().wait() != 0) pgbench.complain();
  const std::string output = pgbench.child().output();
  const std::string_view label = "\ntps = ";
  const std::size_t at = output.find(label);
  double rate = 0;
  if (at != std::string::npos) {
    const char* const begin = output.data() + at + label.size();
    std::from_chars(begin, output.data() + output.size(), rate);
  }
  if (!(rate > 0)) pgbench.complain();
  return rate;
}

}  // namespace eventstore::trust
