#include "bench/load/load_shape.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace eventstore::load {

using measure::Duration;

namespace {

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Rounded up: what is reached at this time is not missed by a part of a nanosecond.
Duration at_or_after(double seconds) {
  return Duration{static_cast<Duration::rep>(std::ceil(seconds * 1e9))};
}

}  // namespace

LoadShape::LoadShape(std::span<const Duration> lengths, std::span<const Level> levels) {
  if (lengths.size() != levels.size()) throw std::logic_error("a level for each phase");
  double start = 0.0;
  double before = 0.0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    segments_.push_back({start, seconds(lengths[i]), levels[i], before});
    start = segments_.back().end();
    before += segments_.back().area();
  }
}

Duration LoadShape::length() const {
  return segments_.empty() ? Duration{0} : at_or_after(segments_.back().end());
}

double LoadShape::at(Duration time) const {
  const double t = seconds(time);
  for (const Segment& segment : segments_) {
    if (t < segment.start || t >= segment.end()) continue;
    return segment.level.from + segment.slope() * (t - segment.start);
  }
  return 0.0;
}

double LoadShape::integral(Duration time) const {
  const double t = seconds(time);
  double sum = 0.0;
  for (const Segment& segment : segments_) {
    const double inside = std::clamp(t - segment.start, 0.0, segment.length);
    sum += segment.level.from * inside + segment.slope() * inside * inside / 2.0;
  }
  return sum;
}

std::optional<Duration> LoadShape::time_of_integral(double value) const {
  for (const Segment& segment : segments_) {
    const double wanted = value - segment.before;
    if (wanted > segment.area()) continue;
    if (wanted <= 0.0) return at_or_after(segment.start);
    // from * x + slope / 2 * x^2 = wanted, in the form that keeps its digits for a slope near 0.
    const double from = segment.level.from;
    const double root = std::sqrt(std::max(from * from + 2.0 * segment.slope() * wanted, 0.0));
    const double x = 2.0 * wanted / (from + root);
    return at_or_after(segment.start + std::min(x, segment.length));
  }
  return std::nullopt;
}

std::optional<Duration> LoadShape::first_at_least(double value, Duration from) const {
  const double t = seconds(from);
  for (const Segment& segment : segments_) {
    if (t >= segment.end()) continue;
    const double start = std::max(t, segment.start);
    const double level = segment.level.from + segment.slope() * (start - segment.start);
    if (level >= value) return std::max(from, at_or_after(start));
    if (segment.slope() <= 0.0 || segment.level.to < value) continue;
    const double reached = segment.start + (value - segment.level.from) / segment.slope();
    // At its very end the level belongs to the next phase.
    if (reached < segment.end()) return std::max(from, at_or_after(reached));
  }
  return std::nullopt;
}

}  // namespace eventstore::load
