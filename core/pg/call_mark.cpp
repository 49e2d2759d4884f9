#include "core/pg/call_mark.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <libpq-fe.h>

#include "core/pg/new_connection.hpp"

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
  /// Nothing where the call has ended.  A mark that is found stays as long as the mutex is held.
  pg_conn* connection_of(const OpenCall& call) const {
    const auto found = std::find(all.begin(), all.end(), call.connection);
    const bool is_open = found != all.end() && count_of(**found) == call.count;
    return is_open ? (*found)->connection_ : nullptr;
  }
};

CallMark::CallMark(std::string connection_string, pg_conn* connection)
    : connection_string_(std::move(connection_string)),
      connection_(connection),
      backend_pid_(PQbackendPID(connection)) {
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
  if (pg_conn* const connection = marks.connection_of(call)) request_cancel(connection);
}

void sever(const OpenCall& call) {
  CallMarks& marks = CallMarks::instance();
  const std::lock_guard lock{marks.mutex};
  if (pg_conn* const connection = marks.connection_of(call)) sever(connection);
}

}  // namespace eventstore::pg
