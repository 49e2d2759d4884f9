// How throughput follows concurrency: Gunther's Universal Scalability Law, fitted.
#pragma once

#include <array>
#include <optional>
#include <span>

namespace eventstore::measure {

struct ConcurrentRate {
  int connections = 1;
  double rate = 0.0;  ///< Calls a second of all of them together; above 0.
};

/// An estimate and its 95 % confidence interval.
struct Estimate {
  double value = 0.0;
  double low = 0.0;
  double high = 0.0;
};

/// X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)).
class Scalability {
 public:
  Estimate lambda;  ///< Calls a second of one connection alone.
  Estimate sigma;   ///< Contention: the share of the work that has to wait its turn.
  Estimate kappa;   ///< Coherency: what each pair of connections costs one another.

  /// Where more connections begin to make less; nothing when they never do.
  [[nodiscard]] std::optional<double> peak() const;
  [[nodiscard]] Estimate rate_at(double connections) const;
  /// X(N) / (N lambda): 1 is linear scaling.
  [[nodiscard]] Estimate efficiency_at(double connections) const;

 private:
  friend std::optional<Scalability> fit_scalability(std::span<const ConcurrentRate> windows);
  using Vector = std::array<double, 3>;
  [[nodiscard]] double half_width(const Vector& gradient) const;
  Vector coefficients_{};  ///< Of 1, N - 1 and N (N - 1) in N / X(N).
  std::array<Vector, 3> covariance_{};
  double t_ = 0.0;
};

/// From windows at three or more different concurrencies, four or more in all; else nothing.
///
/// N / X(N) = 1/lambda + (sigma/lambda) (N - 1) + (kappa/lambda) N (N - 1) is linear in its
/// coefficients, so the least squares of the relative errors of X have a closed form (N. Gunther,
/// "Guerrilla Capacity Planning", 5.5, who fits the same quadratic; weighted here by 1 / fitted
/// value^2, because the error of a throughput is a share of it).  sigma and kappa are not negative:
/// one that would be is 0, and the others are fitted again.
///
/// Intervals: the covariance of the unconstrained fit, carried through each expression to first
/// order (the Gauss-Newton covariance), with Student's t of the windows that are left.  They are
/// cut off at 0.  Repeated windows are what makes them: two windows that agree are no proof.
[[nodiscard]] std::optional<Scalability> fit_scalability(std::span<const ConcurrentRate> windows);

}  // namespace eventstore::measure
