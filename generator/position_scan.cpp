#include "generator/position_scan.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "generator/workers.hpp"

namespace eventstore::seed {

namespace {

constexpr std::int64_t positions_per_range = 16'384;

}  // namespace

Complaint first_wrong(std::int64_t events, int threads,
                      const std::function<Complaint(PositionRange)>& check) {
  std::atomic<std::int64_t> next{1};
  std::mutex mutex;
  RowComplaint first_complaint;
  run_workers(
      threads,
      [&](int /*worker*/, WorkState& state) {
        RowComplaint mine;
        // Ranges are handed out in ascending order, so those after the first bad one need no look.
        while (mine.text.empty()) {
          const std::int64_t first = next.fetch_add(positions_per_range);
          if (first > events) break;
          state.check();
          mine = {.position = first,
                  .text = check({first, std::min(first + positions_per_range, events + 1)})};
        }
        if (!mine.text.empty()) next = events + 1;
        const std::lock_guard lock{mutex};
        first_complaint.merge(mine);
      },
      [](std::int64_t) {});
  return first_complaint.text;
}

}  // namespace eventstore::seed
