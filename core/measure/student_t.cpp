#include "core/measure/student_t.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace eventstore::measure {

namespace {

/// P(|T| < t).
double probability_within(double t, int degrees) {
  const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
  const double cosine = std::cos(angle);
  const bool is_odd = degrees % 2 == 1;
  double term = is_odd ? cosine : 1.0;
  double sum = degrees == 1 ? 0.0 : term;
  for (int k = is_odd ? 3 : 2; k < degrees; k += 2) {
    term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  if (is_odd) return 2.0 / std::numbers::pi * (angle + std::sin(angle) * sum);
  return std::sin(angle) * sum;
}

}  // namespace

double student_t(int degrees, double confidence) {
  if (degrees < 1 || !(confidence > 0.0 && confidence < 1.0)) {
    throw std::invalid_argument("Student's t needs a degree of freedom, and a share below 1");
  }
  double low = 0.0;
  double high = 1.0;
  while (probability_within(high, degrees) < confidence) high *= 2.0;
  constexpr int halvings = 60;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2.0;
    (probability_within(middle, degrees) < confidence ? low : high) = middle;
  }
  return high;
}

}  // namespace eventstore::measure
