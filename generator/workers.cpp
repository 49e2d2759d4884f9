#include "generator/workers.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/tool/errors.hpp"
#include "core/tool/interrupt.hpp"

namespace eventstore::seed {

void WorkState::check() const {
  stop_if_interrupted();
  if (stopping_.load(std::memory_order_relaxed)) throw Interrupted{};
}

void run_workers(int count, const std::function<void(int worker, WorkState& state)>& work,
                 const std::function<void(std::int64_t done)>& watch) {
  WorkState state;
  std::mutex mutex;
  std::condition_variable ended;
  std::exception_ptr first_error;
  int running = count;

  const auto body = [&](int worker) {
    std::exception_ptr error;
    try {
      work(worker, state);
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard lock{mutex};
    if (error && !first_error) {
      first_error = error;
      state.stop();
    }
    --running;
    ended.notify_one();
  };

  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < count; ++worker) threads.emplace_back(body, worker);
    std::unique_lock lock{mutex};
    while (!ended.wait_for(lock, std::chrono::milliseconds{100}, [&] { return running == 0; })) {
      watch(state.done());
    }
  }
  if (first_error) std::rethrow_exception(first_error);
}

}  // namespace eventstore::seed
