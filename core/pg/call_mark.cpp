#include "core/pg/call_mark.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace eventstore::pg {

/// All marks of this process.
struct CallMarks {
  std::mutex mutex;
  std::vector<CallMark*> all;

  static CallMarks& instance() {
    static CallMarks marks;
    return marks;
  }
  static std::uint64_t count_of(const CallMark& mark) {
    return mark.count_.load(std::memory_order_relaxed);
  }
  static OpenCall call_of(const CallMark& mark) {
    return {.connection = &mark,
            .count = count_of(mark),
            .connection_string = mark.connection_string_,
            .backend_pid = mark.backend_pid_};
  }
  static void cancel(const CallMark& mark) { mark.cancel_(); }
};

CallMark::CallMark(std::string connection_string, int backend_pid, std::function<void()> cancel)
    : connection_string_(std::move(connection_string)),
      backend_pid_(backend_pid),
      cancel_(std::move(cancel)) {
  CallMarks& marks = CallMarks::instance();
  const std::lock_guard lock{marks.mutex};
  marks.all.push_back(this);
}

CallMark::~CallMark() {
  CallMarks& marks = CallMarks::instance();
  const std::lock_guard lock{marks.mutex};
  std::erase(marks.all, this);
}

std::vector<OpenCall> open_calls() {
  CallMarks& marks = CallMarks::instance();
  const std::lock_guard lock{marks.mutex};
  std::vector<OpenCall> calls;
  for (const CallMark* mark : marks.all) {
    if ((CallMarks::count_of(*mark) & 1U) != 0) calls.push_back(CallMarks::call_of(*mark));
  }
  return calls;
}

void cancel(const OpenCall& call) {
  CallMarks& marks = CallMarks::instance();
  const std::lock_guard lock{marks.mutex};
  const auto found = std::find(marks.all.begin(), marks.all.end(), call.connection);
  if (found == marks.all.end() || CallMarks::count_of(**found) != call.count) return;
  CallMarks::cancel(**found);
}

}  // namespace eventstore::pg
