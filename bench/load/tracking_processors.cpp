#include "bench/load/tracking_processors.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include <fmt/format.h>

#include "bench/load/processor.hpp"
#include "core/engine/visibility.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::Duration;
using measure::Instant;

TrackingProcessors::TrackingProcessors(RunState& run) : run_(run) {
  for (int i = 1; i <= run.scenario.processors.count; ++i) {
    stop_if_interrupted();
    processors_.push_back(std::make_unique<Processor>(run, fmt::format("processor {}", i)));
  }
}

TrackingProcessors::~TrackingProcessors() {
  orders_.stop = true;
  if (!threads_.empty()) sever();
  join();
}

void TrackingProcessors::start(Instant begin) {
  orders_.begin = begin;
  for (const auto& processor : processors_) {
    threads_.emplace_back([this, &processor = *processor] { processor.follow(orders_); });
  }
}

std::uint64_t TrackingProcessors::look() {
  std::uint64_t lag = 0;
  for (const auto& processor : processors_) lag = std::max(lag, processor->lag());
  lag_most_ = std::max(lag_most_, lag);
  return lag;
}

void TrackingProcessors::finish(Duration bound) {
  constexpr auto pause = std::chrono::milliseconds{5};
  constexpr auto patience = std::chrono::seconds{2};
  orders_.writers_ended = true;
  look();
  const Instant last = Clock::now() + bound;
  Instant next_sever = last + patience;
  const auto has_ended = [](const auto& processor) { return processor->has_ended(); };
  while (!std::all_of(processors_.begin(), processors_.end(), has_ended)) {
    std::this_thread::sleep_for(pause);
    const Instant now = Clock::now();
    if (now >= last) orders_.stop = true;
    if (now < next_sever) continue;
    sever();  // Who still waits for an answer of the server is told that there will be none.
    next_sever = now + patience;
  }
  join();
  for (const auto& processor : processors_) {
    if (processor->failure()) std::rethrow_exception(processor->failure());
    if (!interrupted()) processor->judge();
  }
}

void TrackingProcessors::sever() {
  for (const auto& processor : processors_) processor->sever();
}

void TrackingProcessors::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void TrackingProcessors::add_to(Backends& backends) {
  for (const auto& processor : processors_) processor->add_to(backends);
}

result::LoadProcessors TrackingProcessors::result() const {
  const Processors& asked = run_.scenario.processors;
  result::LoadProcessors result{
      .follow = asked.follow == Follow::listening ? "listening" : "polling",
      .visibility = std::string{engine::name_of(engine::visibility_of(run_.store.catalogue.store))},
      .from = asked.from_tail ? "tail" : "head",
      .batch = asked.batch,
      .lag_most = lag_most_};
  for (const auto& processor : processors_) {
    result.each.push_back(processor->result());
    result.lag_end = std::max(result.lag_end, processor->result().lag_end);
    if (result.unproven.empty()) result.unproven = processor->unproven();
  }
  return result;
}

}  // namespace eventstore::load
