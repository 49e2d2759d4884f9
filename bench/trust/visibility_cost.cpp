#include "bench/trust/visibility_cost.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "bench/trust/append_load.hpp"
#include "bench/trust/scratch_store.hpp"
#include "bench/trust/stall.hpp"
#include "core/engine/engine_session.hpp"
#include "core/engine/stream_reader.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/median.hpp"
#include "core/pg/holders.hpp"
#include "core/random/random.hpp"
#include "core/result/markdown.hpp"
#include "core/tool/allowed_values.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::trust {

using engine::Visibility;
using measure::Clock;

namespace {

std::string store_of(Visibility visibility) {
  return visibility == Visibility::snapshot_barrier ? "reference" : "reference-position";
}

/// A reader that stands in the middle of the history.
class MiddleReader {
 public:
  MiddleReader(const ScratchStore& store, Visibility visibility, bool is_of_tenant)
      : store_(store),
        session_(store.database(), store.catalogue(), {.visibility = visibility}),
        reader_(engine::make_stream_reader(
            session_.engine(),
            {.tenant = is_of_tenant ? std::optional{store.tenant()} : std::nullopt,
             .most_gaps = {}})) {
    const dataset::Manifest& manifest = store.manifest();
    token_ =
        token_at(is_of_tenant ? manifest.subjects.at("hot").tokens.middle : manifest.tokens.middle);
    if (visibility != Visibility::snapshot_barrier) token_.transaction_id = 0;
  }

  void read(std::int64_t batch, int times, measure::Histogram& histogram) {
    warm_up(batch);
    for (int i = 0; i < times; ++i) {
      const auto start = Clock::now();
      const engine::StreamBatch found = reader_->next(token_, batch);
      const auto end = Clock::now();
      check(found, batch);
      histogram.record(static_cast<std::uint64_t>((end - start).count()));
    }
  }

 private:
  /// Until it is given full batches: a gap-aware reader has its proof then, and what was seeded is
  /// behind the barrier.
  void warm_up(std::int64_t batch) {
    constexpr std::chrono::seconds long_enough{30};
    const measure::Instant deadline = Clock::now() + long_enough;
    while (std::ssize(reader_->next(token_, batch).events) < batch && Clock::now() < deadline) {
      stop_if_interrupted();
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
  }
  void check(const engine::StreamBatch& found, std::int64_t batch) const {
    require_ok(found.call, "a read");
    if (std::ssize(found.events) == batch) return;
    const std::string held =
        pg::held_back_clause(store_.database(), store_.catalogue().store.events.table);
    throw Failure(fmt::format("a read returned {} of {} events{}", found.events.size(), batch,
                              held.empty() ? "; seed more of them with --events" : held));
  }

  const ScratchStore& store_;
  engine::EngineSession session_;
  std::unique_ptr<engine::StreamReader> reader_;
  engine::TrackingToken token_;
};

/// A strategy, its store, and what came of it.
struct Contestant {
  Contestant(Visibility visibility, const pg::Database& server, std::int64_t events)
      : store(server, store_of(visibility), events) {
    result.visibility = visibility;
    result.store = store.catalogue().store.name;
  }

  ScratchStore store;
  VisibilityResult result;
  std::map<int, std::vector<double>> appends;
};

void record(measure::Histogram& histogram, measure::Duration value) {
  histogram.record(static_cast<std::uint64_t>(value.count()));
}

void add(Deliveries& sum, const Deliveries& more) {
  sum.committed += more.committed;
  sum.delivered += more.delivered;
  sum.lost += more.lost;
  sum.repeated += more.repeated;
  sum.stray += more.stray;
}

/// What is measured, in the order of a round.  Each is done for all strategies before the next one,
/// so that what drifts meanwhile is the same for all.
using Measurement = std::function<void(Contestant&, std::uint64_t seed)>;

std::vector<Measurement> measurements(const VisibilityOptions& options,
                                      const pg::Database& server) {
  std::vector<Measurement> all;
  all.emplace_back([&options](Contestant& it, std::uint64_t) {
    MiddleReader of_tenant{it.store, it.result.visibility, true};
    of_tenant.read(options.batch, options.reads, it.result.tenant_read);
    MiddleReader of_all{it.store, it.result.visibility, false};
    of_all.read(options.batch, options.reads, it.result.all_tenants_read);
  });
  for (const int connections : options.connections) {
    all.emplace_back([&options, connections](Contestant& it, std::uint64_t seed) {
      it.appends[connections].push_back(appends_per_second(
          it.store, {.visibility = it.result.visibility}, connections, options.throughput, seed));
    });
  }
  for (const Holder holder : {Holder::event_writer, Holder::stranger}) {
    all.emplace_back([&options, &server, holder](Contestant& it, std::uint64_t seed) {
      const Stall stall =
          stall_behind(holder, it.store, it.result.visibility, server, options.hold, seed);
      if (holder == Holder::stranger) {
        record(it.result.all_tenants_behind_stranger, stall.all_tenants);
        return;
      }
      record(it.result.append_beside_writer, stall.append);
      record(it.result.all_tenants_behind_writer, stall.all_tenants);
      record(it.result.tenant_behind_writer, stall.tenant);
    });
  }
  all.emplace_back([&options](Contestant& it, std::uint64_t seed) {
    add(it.result.deliveries,
        play_hostile_schedule(it.store, it.result.visibility, options.steps, seed));
  });
  return all;
}

void declare_options(CLI::App& app, VisibilityOptions& options) {
  add_scratch_options(app, options.database, options.events);
  app.add_option("--rounds", options.rounds, "Rounds, in each of which the strategies alternate")
      ->check(between(1, 99))
      ->capture_default_str();
  app.add_option("--steps", options.steps, "Of the hostile schedule of each round")
      ->check(between(1, 1'000'000))
      ->capture_default_str();
}

}  // namespace

std::vector<VisibilityResult> measure_visibility(const VisibilityOptions& options,
                                                 const pg::Database& server) {
  std::vector<std::unique_ptr<Contestant>> contestants;
  contestants.reserve(engine::all_visibilities.size());
  for (const Visibility visibility : engine::all_visibilities) {
    contestants.push_back(std::make_unique<Contestant>(visibility, server, options.events));
  }
  const std::vector<Measurement> all = measurements(options, server);
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const auto& contestant : contestants) {
        stop_if_interrupted();
        all[i](*contestant, random_bits(static_cast<std::uint64_t>(round), i));
      }
    }
  }
  std::vector<VisibilityResult> results;
  for (const auto& contestant : contestants) {
    for (const auto& [connections, rates] : contestant->appends) {
      contestant->result.appends[connections] = measure::median(rates);
    }
    results.push_back(std::move(contestant->result));
  }
  return results;
}

std::string visibility_text(const VisibilityOptions& options,
                            const std::vector<VisibilityResult>& results) {
  std::vector<result::MarkdownTable::Column> columns{{"strategy"}, {"store"}};
  const auto add_column = [&](std::string title) {
    columns.push_back({.title = std::move(title), .align = Align::right});
  };
  add_column(fmt::format("read {}, tenant", grouped(options.batch)));
  add_column(fmt::format("read {}, all", grouped(options.batch)));
  for (const int connections : options.connections) {
    add_column(fmt::format("appends/s, {}", counted(connections, "connection")));
  }
  add_column("append beside a writer");
  add_column("delivery, all");
  add_column("delivery, tenant");
  add_column("delivery beside a stranger");
  for (const char* title : {"committed", "delivered", "lost", "repeated"}) add_column(title);
  result::MarkdownTable table{columns};
  const auto median_of = [](const measure::Histogram& histogram) {
    return duration_text(static_cast<double>(histogram.percentile(50)));
  };
  for (const VisibilityResult& row : results) {
    std::vector<std::string> cells{result::code(name_of(row.visibility)), result::code(row.store),
                                   median_of(row.tenant_read), median_of(row.all_tenants_read)};
    for (const auto& [connections, rate] : row.appends) cells.push_back(quantity_text(rate));
    for (const auto* times : {&row.append_beside_writer, &row.all_tenants_behind_writer,
                              &row.tenant_behind_writer, &row.all_tenants_behind_stranger}) {
      cells.push_back(median_of(*times));
    }
    const Deliveries& events = row.deliveries;
    for (const std::int64_t count :
         {events.committed, events.delivered, events.lost, events.repeated}) {
      cells.push_back(grouped(count));
    }
    table.add_row(std::move(cells));
  }
  return table.text();
}

ExitCode verdict_of(const std::vector<VisibilityResult>& results) {
  ExitCode code = ExitCode::success;
  for (const VisibilityResult& row : results) {
    const Deliveries& events = row.deliveries;
    const bool is_naive = row.visibility == Visibility::naive;
    const bool is_wrong = events.repeated > 0 || events.stray > 0 || (events.lost > 0 && !is_naive);
    if (is_wrong) return ExitCode::oracle_failed;
    if (is_naive && events.lost == 0) code = ExitCode::no_verdict;
  }
  return code;
}

Subcommand declare_visibility(CLI::App& app) {
  auto options = std::make_shared<VisibilityOptions>();
  CLI::App* command = app.add_subcommand(
      "visibility", "What each strategy against late commits costs, and whether it loses events");
  declare_options(*command, *options);
  return {.app = command, .run = [options] {
            const pg::Database server = announced_server(
                options->database,
                fmt::format("; a transaction is held open for {} ms", options->hold.count()));
            const auto results = measure_visibility(*options, server);
            fmt::print("{}", visibility_text(*options, results));
            return verdict_of(results);
          }};
}

}  // namespace eventstore::trust
