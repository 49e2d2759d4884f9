#include "core/measure/scalability.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <utility>
#include <vector>

#include "core/measure/student_t.hpp"

namespace eventstore::measure {

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

Vector row_of(double connections) {
  return {1.0, connections - 1.0, connections * (connections - 1.0)};
}

double product(const Vector& one, const Vector& other) {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

Vector product(const Matrix& matrix, const Vector& vector) {
  return {product(matrix[0], vector), product(matrix[1], vector), product(matrix[2], vector)};
}

/// By elimination with the largest pivot; nothing when it is singular.
std::optional<Matrix> inverse_of(Matrix matrix) {
  Matrix inverse{Vector{1, 0, 0}, Vector{0, 1, 0}, Vector{0, 0, 1}};
  for (std::size_t column = 0; column < 3; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < 3; ++row) {
      if (std::abs(matrix[row][column]) > std::abs(matrix[pivot][column])) pivot = row;
    }
    if (matrix[pivot][column] == 0.0) return std::nullopt;
    std::swap(matrix[pivot], matrix[column]);
    std::swap(inverse[pivot], inverse[column]);
    const double scale = matrix[column][column];
    for (std::size_t i = 0; i < 3; ++i) {
      matrix[column][i] /= scale;
      inverse[column][i] /= scale;
    }
    for (std::size_t row = 0; row < 3; ++row) {
      if (row == column) continue;
      const double factor = matrix[row][column];
      for (std::size_t i = 0; i < 3; ++i) {
        matrix[row][i] -= factor * matrix[column][i];
        inverse[row][i] -= factor * inverse[column][i];
      }
    }
  }
  return inverse;
}

/// Which of the coefficients are fitted; the others are 0.
using Free = std::array<bool, 3>;

struct Fit {
  Vector coefficients{};
  Matrix inverse{};      ///< Of the normal equations.
  double residue = 0.0;  ///< The sum of the squares of the relative errors.
};

std::optional<Fit> fit_once(std::span<const ConcurrentRate> windows, const Free& free,
                            const std::vector<double>& weights) {
  Matrix normal{};
  Vector right{};
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const double n = windows[i].connections;
    Vector row = row_of(n);
    for (std::size_t k = 0; k < 3; ++k) row[k] = free[k] ? row[k] : 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
      right[k] += weights[i] * row[k] * n / windows[i].rate;
      for (std::size_t l = 0; l < 3; ++l) normal[k][l] += weights[i] * row[k] * row[l];
    }
  }
  for (std::size_t k = 0; k < 3; ++k) normal[k][k] = free[k] ? normal[k][k] : 1.0;
  const auto inverse = inverse_of(normal);
  if (!inverse) return std::nullopt;
  return Fit{.coefficients = product(*inverse, right), .inverse = *inverse};
}

/// The weights follow from the fit, and the fit from the weights.
std::optional<Fit> fit(std::span<const ConcurrentRate> windows, const Free& free) {
  std::vector<double> weights;
  for (const ConcurrentRate& window : windows) {
    const double value = window.connections / window.rate;
    weights.push_back(1.0 / (value * value));
  }
  std::optional<Fit> found;
  constexpr int rounds = 5;
  for (int round = 0; round < rounds; ++round) {
    found = fit_once(windows, free, weights);
    if (!found) return std::nullopt;
    found->residue = 0.0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
      const double n = windows[i].connections;
      const double fitted = product(row_of(n), found->coefficients);
      if (!(fitted > 0.0)) return std::nullopt;
      const double error = n / windows[i].rate / fitted - 1.0;
      found->residue += error * error;
      weights[i] = 1.0 / (fitted * fitted);
    }
  }
  return found;
}

std::optional<Fit> best_fit(std::span<const ConcurrentRate> windows) {
  std::optional<Fit> best;
  for (const Free& free : {Free{true, true, true}, Free{true, true, false}, Free{true, false, true},
                           Free{true, false, false}}) {
    const auto found = fit(windows, free);
    if (!found || found->coefficients[1] < 0.0 || found->coefficients[2] < 0.0) continue;
    if (!best || found->residue < best->residue) best = found;
  }
  return best;
}

Estimate around(double value, double centre, double half_width) {
  return {.value = value,
          .low = std::min(value, std::max(0.0, centre - half_width)),
          .high = std::max(value, centre + half_width)};
}

}  // namespace

double Scalability::half_width(const Vector& gradient) const {
  const double variance = product(gradient, product(covariance_, gradient));
  return t_ * std::sqrt(std::max(variance, 0.0));
}

std::optional<double> Scalability::peak() const {
  if (kappa.value <= 0.0 || sigma.value >= 1.0) return std::nullopt;
  return std::sqrt((1.0 - sigma.value) / kappa.value);
}

Estimate Scalability::rate_at(double connections) const {
  const Vector row = row_of(connections);
  const double y = product(row, coefficients_);
  const double slope = -connections / (y * y);
  const double rate = connections / y;
  return around(rate, rate, half_width({slope * row[0], slope * row[1], slope * row[2]}));
}

Estimate Scalability::efficiency_at(double connections) const {
  const Vector row = row_of(connections);
  const double y = product(row, coefficients_);
  const double alone = coefficients_[0];
  const double slope = -alone / (y * y);
  return around(alone / y, alone / y,
                half_width({1.0 / y + slope * row[0], slope * row[1], slope * row[2]}));
}

std::optional<Scalability> fit_scalability(std::span<const ConcurrentRate> windows) {
  std::set<int> different;
  for (const ConcurrentRate& window : windows) {
    if (window.connections < 1 || !(window.rate > 0.0)) return std::nullopt;
    different.insert(window.connections);
  }
  constexpr std::size_t parameters = 3;
  if (different.size() < parameters || windows.size() <= parameters) return std::nullopt;
  const auto unconstrained = fit(windows, {true, true, true});
  const auto best = best_fit(windows);
  if (!unconstrained || !best) return std::nullopt;

  Scalability found;
  const auto left = static_cast<double>(windows.size() - parameters);
  found.coefficients_ = best->coefficients;
  found.t_ = student_t(static_cast<int>(left));
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t l = 0; l < 3; ++l) {
      found.covariance_[k][l] = unconstrained->inverse[k][l] * unconstrained->residue / left;
    }
  }
  const double a = unconstrained->coefficients[0];
  const double sigma = unconstrained->coefficients[1] / a;
  const double kappa = unconstrained->coefficients[2] / a;
  const double alone = best->coefficients[0];
  found.lambda = around(1.0 / alone, 1.0 / a, found.half_width({-1.0 / (a * a), 0.0, 0.0}));
  found.sigma =
      around(best->coefficients[1] / alone, sigma, found.half_width({-sigma / a, 1.0 / a, 0.0}));
  found.kappa =
      around(best->coefficients[2] / alone, kappa, found.half_width({-kappa / a, 0.0, 1.0 / a}));
  return found;
}

}  // namespace eventstore::measure
