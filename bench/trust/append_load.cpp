#include "bench/trust/append_load.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/engine/engine_session.hpp"
#include "core/measure/clock.hpp"
#include "core/random/random.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::trust {

using measure::Clock;

NewAggregates::NewAggregates(engine::Tenant tenant, std::uint64_t seed)
    : tenant_(std::move(tenant)), state_(mix(seed)) {}

std::string NewAggregates::next_uuid() {
  const std::uint64_t high = next_bits(state_);
  const std::uint64_t low = next_bits(state_);
  return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFU, low >> 52U, low & 0xFFFF'FFFF'FFFFU);
}

engine::Append NewAggregates::next() {
  // Nothing that compresses: what is stored is what was sent.
  constexpr int words = 56;
  std::string text;
  for (int i = 0; i < words; ++i) text += fmt::format("{:016x}", next_bits(state_));
  engine::Append append{.aggregate = {.tenant = tenant_, .id = next_uuid(), .type = "Order"},
                        .expected_version = 0,
                        .events = {}};
  append.events.push_back({.id = next_uuid(),
                           .type = "OrderPlaced",
                           .payload_revision = "1",
                           .metadata = R"({"user": "bench_trust"})",
                           .payload = fmt::format(R"({{"text": "{}"}})", text),
                           .timestamp_us = 0});
  return append;
}

void require_ok(const engine::CallResult& call, const std::string& what) {
  if (call.outcome == Outcome::ok) return;
  throw Failure(fmt::format("{} ended as {}: {}", what, name_of(call.outcome), call.message));
}

double appends_per_second(const ScratchStore& store, const engine::EngineOptions& options,
                          int connections, std::chrono::milliseconds time, std::uint64_t seed) {
  std::vector<std::unique_ptr<engine::EngineSession>> sessions;
  sessions.reserve(static_cast<std::size_t>(connections));
  for (int i = 0; i < connections; ++i) {
    sessions.push_back(
        std::make_unique<engine::EngineSession>(store.database(), store.catalogue(), options));
  }
  std::atomic<std::int64_t> appended{0};
  std::mutex mutex;
  std::exception_ptr first_error;
  const auto start = Clock::now();
  const auto work = [&](std::size_t number) {
    try {
      NewAggregates aggregates{store.tenant(), random_bits(seed, number)};
      while (Clock::now() - start < time && !interrupted()) {
        require_ok(sessions[number]->engine().append_events(aggregates.next()), "an append");
        ++appended;
      }
    } catch (...) {
      const std::lock_guard lock{mutex};
      if (!first_error) first_error = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(sessions.size());
    for (std::size_t i = 0; i < sessions.size(); ++i) threads.emplace_back(work, i);
  }
  if (first_error) std::rethrow_exception(first_error);
  stop_if_interrupted();
  return static_cast<double>(appended) / measure::seconds_between(start, Clock::now());
}

}  // namespace eventstore::trust
