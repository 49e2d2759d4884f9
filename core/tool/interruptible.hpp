// Calls of libraries that wait for long and hear no signal.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore {

/// Runs `work` in a thread of its own, and returns what it returns or throws what it throws.  A
/// signal ends the waiting and throws Interrupted; the thread is left alone with its copy of
/// `work`, and its result is destroyed there.  Where the signal came before, what cleans up has
/// time_to_clean_up for it.
template <typename Work>
std::invoke_result_t<Work> interruptibly(Work work) {
  struct State {
    std::mutex mutex;
    std::condition_variable comes;
    std::optional<std::invoke_result_t<Work>> result;
    std::exception_ptr thrown;
    [[nodiscard]] bool has_ended() const { return result.has_value() || thrown != nullptr; }
  };
  const auto state = std::make_shared<State>();
  const bool cleans_up = interrupted();
  std::thread{[state, work = std::move(work)] {
    std::optional<std::invoke_result_t<Work>> result;
    std::exception_ptr thrown;
    try {
      result.emplace(work());
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock{state->mutex};
    state->result = std::move(result);
    state->thrown = thrown;
    state->comes.notify_one();
  }}.detach();
  using namespace std::chrono_literals;
  std::unique_lock lock{state->mutex};
  while (!state->comes.wait_for(lock, 50ms, [&] { return state->has_ended(); })) {
    const bool has_time = cleans_up ? time_to_clean_up(1s) > 0ms : !interrupted();
    if (!has_time) throw Interrupted{};
  }
  if (state->thrown) std::rethrow_exception(std::exchange(state->thrown, nullptr));
  return std::move(*state->result);
}

}  // namespace eventstore
