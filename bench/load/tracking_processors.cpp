#include "bench/load/tracking_processors.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "bench/load/event_places.hpp"
#include "bench/load/processor.hpp"
#include "core/engine/gap_aware_reader.hpp"
#include "core/engine/visibility.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::load {

using measure::Clock;
using measure::Duration;
using measure::Instant;

TrackingProcessors::TrackingProcessors(RunState& run) : run_(run), holders_(run) {
  for (int i = 1; i <= run.scenario.processors.count; ++i) {
    stop_if_interrupted();
    processors_.push_back(std::make_unique<Processor>(run, fmt::format("processor {}", i)));
  }
}

TrackingProcessors::~TrackingProcessors() {
  orders_.stop = true;
  holders_.stop();
  if (!threads_.empty()) sever();
  join();
}

void TrackingProcessors::start(Instant begin, std::function<std::vector<int>()> own) {
  orders_.begin = begin;
  holders_.start(std::move(own));
  for (const auto& processor : processors_) {
    threads_.emplace_back([this, &processor = *processor] { processor.follow(orders_); });
  }
}

std::uint64_t TrackingProcessors::look(Progress& progress) {
  std::uint64_t lag = 0;
  for (const auto& processor : processors_) lag = std::max(lag, processor->lag());
  lag_most_ = std::max(lag_most_, lag);
  ++looks_;
  // A gap-aware processor passes so many positions that are missing before it waits.
  const bool is_gap_aware =
      engine::visibility_of(run_.store.catalogue.store) == engine::Visibility::gap_aware;
  const std::int64_t lag_without_wait =
      is_gap_aware ? engine::GapAwareReader::most_gaps_of_all_tenants : 0;
  if (std::cmp_greater(lag, lag_without_wait) && is_held_back(progress)) ++held_looks_;
  return lag;
}

bool TrackingProcessors::is_held_back(Progress& progress) {
  const HeldBack now = holders_.last();
  if (now.text.empty()) return false;
  held_by_ = now.text;
  if (now.key == said_key_) return true;
  said_key_ = now.key;
  progress.say("processors wait behind " + held_by_);
  return true;
}

double TrackingProcessors::held_share() const {
  return looks_ == 0 ? 0.0 : static_cast<double>(held_looks_) / static_cast<double>(looks_);
}

void TrackingProcessors::finish(Duration bound, Duration bound_of_holders, Progress& progress) {
  end_of_writers_ = next_transaction_id(run_);
  orders_.writers_ended = true;
  holders_.hurry();
  static_cast<void>(look(progress));
  wait_until_ended(bound, bound_of_holders, progress);
  join();
  holders_.stop();
  for (const auto& processor : processors_) {
    if (processor->failure()) std::rethrow_exception(processor->failure());
  }
  if (!interrupted()) judge();
}

void TrackingProcessors::wait_until_ended(Duration bound, Duration bound_of_holders,
                                          Progress& progress) {
  constexpr auto pause = std::chrono::milliseconds{5};
  constexpr auto patience = std::chrono::seconds{2};
  Instant last = Clock::now() + bound;
  Instant next_sever = last + patience;
  bool is_longer = false;
  const auto has_ended = [](const auto& processor) { return processor->has_ended(); };
  while (!std::all_of(processors_.begin(), processors_.end(), has_ended)) {
    std::this_thread::sleep_for(pause);
    orders_.horizon = holders_.last().horizon;
    const bool is_held = is_held_back(progress);
    const Instant now = Clock::now();
    if (now >= last && is_held && !is_longer) {
      is_longer = true;
      last += bound_of_holders;
      next_sever = last + patience;
      const double seconds = std::chrono::duration<double>(bound_of_holders).count();
      progress.say(fmt::format("processors still wait, and are given {} more (Ctrl-C ends that)",
                               elapsed_text(seconds)));
    }
    if (now >= last) orders_.stop = true;
    if (now < next_sever) continue;
    sever();  // Who still waits for an answer of the server is told that there will be none.
    next_sever = now + patience;
  }
}

/// What each has not got has been passed, or is waited for.
void TrackingProcessors::judge() {
  const auto has_all = [](const auto& processor) { return processor->has_all(); };
  if (std::all_of(processors_.begin(), processors_.end(), has_all)) return;
  const std::string holders = holders_.look_at_all().text;
  const EventPlaces places = event_places(run_.database, run_.store.catalogue.store,
                                          run_.store.manifest.tokens.head.position, run_.ledger);
  for (const auto& processor : processors_) {
    processor->judge({.places = places, .end_of_writers = end_of_writers_, .holders = holders});
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
