#include "core/tool/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include <fmt/format.h>

namespace eventstore {

namespace {

/// Insertions, deletions, replacements and swaps of neighbours that make one word of the other
/// (optimal string alignment).  Above `most` no exact number is needed.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const bool is_equal = a[i - 1] == b[k - 1];
      row[k] = std::min({last[k] + 1, row[k - 1] + 1, last[k - 1] + (is_equal ? 0U : 1U)});
      const bool is_swap = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
      if (is_swap) row[k] = std::min(row[k], before[k - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t longest_name = 100;
  if (name.size() > longest_name) return "";
  std::size_t nearest = std::min<std::size_t>(3, std::max<std::size_t>(1, name.size() / 3)) + 1;
  std::string_view meant;
  for (const std::string& each : known) {
    const std::size_t found = distance(name, each, nearest);
    if (found >= nearest) continue;
    nearest = found;
    meant = each;
  }
  return meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant);
}

}  // namespace eventstore
