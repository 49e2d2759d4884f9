#include "generator/shape.hpp"

#include <array>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

namespace {

constexpr std::array<std::string_view, 3> interleave_names{"none", "lifetimes", "all"};

}  // namespace

std::int64_t all_events(const Shape& shape) {
  return std::accumulate(shape.appended.begin(), shape.appended.end(), shape.events);
}

std::string to_text(Interleave interleave) {
  return std::string{interleave_names[static_cast<std::size_t>(interleave)]};
}

Interleave parse_interleave(const std::string& text) {
  for (std::size_t i = 0; i < interleave_names.size(); ++i) {
    if (text == interleave_names[i]) return static_cast<Interleave>(i);
  }
  throw UsageError(fmt::format("--interleave '{}' is not known: say none, lifetimes or all", text));
}

}  // namespace eventstore::seed
