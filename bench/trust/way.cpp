#include "bench/trust/way.hpp"

#include <span>

#include <fmt/format.h>

#include "bench/trust/timed_call.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/median.hpp"
#include "core/pg/bare_connection.hpp"
#include "core/pg/session.hpp"
#include "core/pg/value.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

using measure::Clock;

namespace {

class HarnessWay : public Way {
 public:
  explicit HarnessWay(const WaySetting& setting)
      : call_(setting.subject, setting.workplace, setting.placement) {}

  void round(std::size_t calls, measure::Duration) override {
    latencies_.reset();
    for (std::size_t i = 0; i < calls; ++i) {
      stop_if_interrupted();
      latencies_.record(static_cast<std::uint64_t>(call_.measure().count()));
    }
    medians_.push_back(static_cast<double>(latencies_.percentile(50)));
  }

  std::vector<double> medians() override { return medians_; }

 private:
  TimedCall call_;
  measure::Histogram latencies_;
  std::vector<double> medians_;
};

class BareWay : public Way {
 public:
  explicit BareWay(const WaySetting& setting)
      : name_(setting.subject.operation->title()),
        writes_(setting.subject.operation->writes()),
        connection_(setting.workplace.database_of(setting.subject), setting.subject.session_use()),
        arguments_(setting.subject, setting.workplace.manifest(),
                   setting.workplace.progress_of(setting.subject)) {
    connection_.prepare(name_, setting.subject.step().sql, setting.subject.type_oids());
    setting.placement.place_backend(connection_.backend_pid(),
                                    setting.workplace.database_of(setting.subject).name);
  }

  void round(std::size_t calls, measure::Duration) override {
    nanoseconds_.resize(calls);
    const std::size_t at_once = writes_ ? 1 : calls;
    for (std::size_t i = 0; i < calls; i += at_once) {
      stop_if_interrupted();
      connection_.time_calls(name_, arguments_.encoded(),
                             std::span{nanoseconds_}.subspan(i, at_once));
    }
    medians_.push_back(measure::median({nanoseconds_.begin(), nanoseconds_.end()}));
  }

  std::vector<double> medians() override { return medians_; }

 private:
  std::string name_;
  bool writes_;  ///< New arguments for each call, made between two calls, as the harness does.
  pg::BareConnection connection_;
  Arguments arguments_;
  std::vector<std::int64_t> nanoseconds_;
  std::vector<double> medians_;
};

/// libpqxx lets the server guess the types of parameters, and it cannot always: they are named.
std::string prepare_statement(const pg::Session& session, const Subject& subject) {
  std::vector<std::string_view> types;
  for (const std::size_t index : subject.step().parameters) {
    types.push_back(pg::type_name(subject.operation->parameters[index].type));
  }
  return fmt::format("PREPARE {}{}{}{} AS {}", session.identifier(subject.operation->title()),
                     types.empty() ? "" : " (", fmt::join(types, ", "), types.empty() ? "" : ")",
                     subject.step().sql);
}

class PqxxWay : public Way {
 public:
  explicit PqxxWay(const WaySetting& setting)
      : name_(setting.subject.operation->title()),
        expected_(setting.subject.which->expected_outcome),
        session_(setting.workplace.database_of(setting.subject), setting.subject.session_use()),
        arguments_(setting.subject, setting.workplace.manifest(),
                   setting.workplace.progress_of(setting.subject)) {
    session_.run(prepare_statement(session_, setting.subject));
    setting.placement.place_backend(session_.backend_pid(),
                                    setting.workplace.database_of(setting.subject).name);
  }

  void round(std::size_t calls, measure::Duration) override {
    std::vector<double> times;
    for (std::size_t i = 0; i < calls; ++i) {
      stop_if_interrupted();
      const std::vector<std::string> parameters = arguments_.binary();
      const auto start = Clock::now();
      session_.run_prepared(name_, parameters);
      const measure::Duration duration = Clock::now() - start;
      times.push_back(static_cast<double>(duration.count()));
      arguments_.finished(expected_);
    }
    medians_.push_back(measure::median(times));
  }

  std::vector<double> medians() override { return medians_; }

 private:
  std::string name_;
  Outcome expected_;
  pg::Session session_;
  Arguments arguments_;
  std::vector<double> medians_;
};

}  // namespace

std::unique_ptr<Way> harness_way(const WaySetting& setting) {
  return std::make_unique<HarnessWay>(setting);
}

std::unique_ptr<Way> bare_way(const WaySetting& setting) {
  return std::make_unique<BareWay>(setting);
}

std::unique_ptr<Way> pqxx_way(const WaySetting& setting) {
  return std::make_unique<PqxxWay>(setting);
}

}  // namespace eventstore::trust
