#include "bench/trust/waiting_latency.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "bench/trust/append_load.hpp"
#include "bench/trust/scratch_store.hpp"
#include "core/engine/engine_session.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/median.hpp"
#include "core/random/random.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::trust {

using engine::WaitBy;
using measure::Clock;
using measure::Instant;
using std::chrono::milliseconds;

namespace {

/// Nothing takes so long; what does is reported, and does not hang.
constexpr std::chrono::seconds long_enough{60};

/// A reader that stands at the head, and one connection that appends.
class Scene {
 public:
  Scene(const ScratchStore& store, engine::FollowerOptions options, std::uint64_t seed)
      : reading_(store.database(), store.catalogue()),
        writing_(store.database(), store.catalogue()),
        follower_(engine::make_stream_follower(reading_.engine(), std::move(options))),
        aggregates_(store.tenant(), seed) {
    engine::StreamHead head = follower_.reader().head();
    require_ok(head.call, "the search for the head");
    token_ = *head.token;
  }

  /// Appends one event after `pause`, and returns how long after the append's end a reader that has
  /// waited all the time had it.  0 when it was faster than the answer to the writer.
  [[nodiscard]] measure::Duration latency(milliseconds pause) {
    std::future<Instant> delivered = std::async(std::launch::async, [&] { return follow(); });
    std::this_thread::sleep_for(pause);
    const engine::CallResult appended = writing_.engine().append_events(aggregates_.next());
    const Instant end = Clock::now();
    const Instant seen = delivered.get();
    require_ok(appended, "an append");
    return std::max(seen - end, measure::Duration::zero());
  }

  /// How often it read in vain for `time`, after `settling`, in which its pauses become as long as
  /// they get.
  [[nodiscard]] std::int64_t reads_while_idle(milliseconds settling, milliseconds time) {
    static_cast<void>(wait(settling));
    const std::int64_t before = follower_.counts().reads;
    static_cast<void>(wait(time));
    // The first read belongs to the call, and not to the way.
    return follower_.counts().reads - before - 1;
  }

 private:
  [[nodiscard]] engine::StreamBatch wait(milliseconds time) {
    engine::StreamBatch batch = follower_.next(token_, 10, time);
    require_ok(batch.call, "a read");
    stop_if_interrupted();
    token_ = batch.token;
    return batch;
  }
  [[nodiscard]] Instant follow() {
    const engine::StreamBatch batch = wait(long_enough);
    if (batch.events.empty()) {
      throw Failure(fmt::format("an event was not delivered within {} s", long_enough.count()));
    }
    return Clock::now();
  }

  engine::EngineSession reading_;
  engine::EngineSession writing_;
  engine::StreamFollower follower_;
  NewAggregates aggregates_;
  engine::TrackingToken token_;
};

struct Way {
  std::string title;
  const ScratchStore& store;
  WaitBy wait_by;
  milliseconds longest_pause;
};

void measure_round(const Way& way, const WaitingOptions& options, std::uint64_t seed,
                   WaitingResult& result) {
  Scene scene{
      way.store, {.stream = {}, .wait_by = way.wait_by, .longest_pause = way.longest_pause}, seed};
  const auto range = static_cast<std::uint64_t>((options.most - options.least).count()) + 1;
  for (int i = 0; i < options.appends; ++i) {
    stop_if_interrupted();
    const auto jitter = below(random_bits(seed, static_cast<std::uint64_t>(i)), range);
    const auto latency =
        scene.latency(options.least + milliseconds{static_cast<std::int64_t>(jitter)});
    result.latency.record(static_cast<std::uint64_t>(latency.count()));
  }
  result.idle_reads += scene.reads_while_idle(options.settling, options.idle);
  result.idle_seconds += std::chrono::duration<double>(options.idle).count();
}

std::vector<NotifyCost> measure_costs(const WaitingOptions& options, const ScratchStore& plain,
                                      const ScratchStore& notifying) {
  std::vector<NotifyCost> costs;
  for (const int connections : options.connections) {
    std::vector<double> without, with;
    for (int round = 0; round < options.rounds; ++round) {
      const auto seed = random_bits(static_cast<std::uint64_t>(connections) << 32U,
                                    static_cast<std::uint64_t>(round));
      without.push_back(appends_per_second(plain, {}, connections, options.throughput, seed));
      with.push_back(appends_per_second(notifying, {}, connections, options.throughput, seed));
    }
    costs.push_back({.connections = connections,
                     .plain = measure::median(without),
                     .notifying = measure::median(with)});
  }
  return costs;
}

void declare_options(CLI::App& app, WaitingOptions& options) {
  add_scratch_options(app, options.database, options.events);
  app.add_option("--rounds", options.rounds, "Rounds, in each of which the ways alternate")
      ->check(between(1, 99))
      ->capture_default_str();
  app.add_option("--appends", options.appends, "Events of each round and way")
      ->check(between(1, 100'000))
      ->capture_default_str();
}

}  // namespace

WaitingReport measure_waiting(const WaitingOptions& options, const pg::Database& server) {
  const ScratchStore plain{server, "reference", options.events};
  const ScratchStore notifying{server, "reference-notify", options.events};
  const std::vector<Way> ways{
      {"polling, at most 100 ms", plain, WaitBy::polling, milliseconds{100}},
      {"polling, at most 10 ms", plain, WaitBy::polling, milliseconds{10}},
      {"LISTEN, at most 1 s", notifying, WaitBy::listening, milliseconds{1000}},
  };
  WaitingReport report;
  for (const Way& way : ways) {
    report.ways.push_back({.way = way.title, .store = way.store.catalogue().store.name});
  }
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      const auto seed = random_bits(i, static_cast<std::uint64_t>(round));
      measure_round(ways[i], options, seed, report.ways[i]);
    }
  }
  report.costs = measure_costs(options, plain, notifying);
  return report;
}

std::string waiting_text(const WaitingReport& report) {
  const auto time = [](std::uint64_t ns) { return duration_text(static_cast<double>(ns)); };
  result::MarkdownTable latencies{{{"way", Align::left},
                                   {"store", Align::left},
                                   {"events", Align::right},
                                   {"p50", Align::right},
                                   {"p95", Align::right},
                                   {"p99", Align::right},
                                   {"reads per second when idle", Align::right}}};
  for (const WaitingResult& way : report.ways) {
    latencies.add_row(
        {way.way, result::code(way.store), grouped(static_cast<std::int64_t>(way.latency.count())),
         time(way.latency.percentile(50)), time(way.latency.percentile(95)),
         time(way.latency.percentile(99)),
         fmt::format("{:.1f}", static_cast<double>(way.idle_reads) / way.idle_seconds)});
  }
  result::MarkdownTable costs{{{"connections that append", Align::right},
                               {"appends/s without NOTIFY", Align::right},
                               {"with NOTIFY", Align::right},
                               {"ratio", Align::right}}};
  for (const NotifyCost& cost : report.costs) {
    costs.add_row({std::to_string(cost.connections), quantity_text(cost.plain),
                   quantity_text(cost.notifying),
                   fmt::format("{:.2f}", cost.notifying / cost.plain)});
  }
  return latencies.text() + "\n" + costs.text();
}

Subcommand declare_waiting(CLI::App& app) {
  auto options = std::make_shared<WaitingOptions>();
  CLI::App* command = app.add_subcommand(
      "waiting", "How long an event waits for a reader that waits, by polling and by LISTEN");
  declare_options(*command, *options);
  return {.app = command, .run = [options] {
            const pg::Database server = announced_server(options->database);
            fmt::print("{}", waiting_text(measure_waiting(*options, server)));
            return ExitCode::success;
          }};
}

}  // namespace eventstore::trust
