#include "explain/captured_wrapping.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace eventstore::explain {

std::vector<std::unique_ptr<Wrapping>> all_wrappings() {
  std::vector<std::unique_ptr<Wrapping>> all;
  for (const auto make :
       {json_wrapping, csv_wrapping, cri_wrapping, syslog_wrapping, prefix_wrapping}) {
    all.push_back(make());
  }
  return all;
}

std::vector<Unwrapped> PartialLines::add(Unwrapped piece, bool is_partial) {
  constexpr std::size_t max_bytes = std::size_t{64} << 20U;
  constexpr std::size_t max_sources = 16;
  const auto open = std::find_if(open_.begin(), open_.end(), [&piece](const Unwrapped& each) {
    return each.source == piece.source;
  });
  if (open == open_.end()) {
    if (is_partial && open_.size() < max_sources) {
      open_.push_back(std::move(piece));
      return {};
    }
    return {std::move(piece)};
  }
  open->text += piece.text;
  if (is_partial && open->text.size() < max_bytes) return {};
  std::vector<Unwrapped> whole{std::move(*open)};
  open_.erase(open);
  return whole;
}

void PartialLines::finish(std::vector<Unwrapped>& out) {
  std::move(open_.begin(), open_.end(), std::back_inserter(out));
  open_.clear();
}

}  // namespace eventstore::explain
