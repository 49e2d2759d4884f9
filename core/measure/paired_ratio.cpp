#include "core/measure/paired_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace eventstore::measure {

namespace {

std::vector<double> log_ratios(std::span<const double> ours, std::span<const double> theirs) {
  if (ours.size() != theirs.size() || ours.empty()) {
    throw std::invalid_argument("a paired ratio needs as many values of one as of the other");
  }
  std::vector<double> logarithms;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!(ours[i] > 0) || !(theirs[i] > 0)) {
      throw std::invalid_argument("a paired ratio needs values above 0");
    }
    logarithms.push_back(std::log(ours[i] / theirs[i]));
  }
  return logarithms;
}

/// The means of every two values, each with itself included, ascending.
std::vector<double> walsh_averages(const std::vector<double>& values) {
  std::vector<double> averages;
  averages.reserve(values.size() * (values.size() + 1) / 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i; j < values.size(); ++j) {
      averages.push_back((values[i] + values[j]) / 2);
    }
  }
  std::sort(averages.begin(), averages.end());
  return averages;
}

/// How many Walsh averages may be left out at either end: the largest k such that the signed ranks'
/// sum is below k with a probability of at most `tail`.  The sum of the ranks 1 to n, each with a
/// positive sign half of the time, has the probabilities of the sum of a random subset of 1 to n.
std::size_t left_out_at_either_end(std::size_t n, double tail) {
  const std::size_t half = n * (n + 1) / 4;
  std::vector<double> probability(half + 1, 0.0);
  probability[0] = 1;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    for (std::size_t sum = half + 1; sum-- > 0;) {
      const double with_rank = sum >= rank ? probability[sum - rank] : 0.0;
      probability[sum] = (probability[sum] + with_rank) / 2;
    }
  }
  double below = 0;
  for (std::size_t k = 0; k <= half; ++k) {
    below += probability[k];
    if (below > tail) return k;
  }
  return half;
}

}  // namespace

PairedRatio paired_ratio(std::span<const double> ours, std::span<const double> theirs,
                         double confidence) {
  if (!(confidence > 0 && confidence < 1)) {
    throw std::invalid_argument("a confidence lies between 0 and 1");
  }
  const std::vector<double> averages = walsh_averages(log_ratios(ours, theirs));
  const std::size_t count = averages.size();
  PairedRatio ratio;
  ratio.pairs = ours.size();
  ratio.estimate = std::exp((averages[(count - 1) / 2] + averages[count / 2]) / 2);
  const std::size_t left_out = left_out_at_either_end(ours.size(), (1 - confidence) / 2);
  if (left_out == 0) return ratio;
  ratio.low = std::exp(averages[left_out - 1]);
  ratio.high = std::exp(averages[count - left_out]);
  return ratio;
}

BoundVerdict is_at_most(const PairedRatio& ratio, double bound) {
  if (ratio.high <= bound) return BoundVerdict::met;
  return ratio.low > bound ? BoundVerdict::missed : BoundVerdict::undecided;
}

BoundVerdict is_at_least(const PairedRatio& ratio, double bound) {
  if (ratio.low >= bound) return BoundVerdict::met;
  return ratio.high < bound ? BoundVerdict::missed : BoundVerdict::undecided;
}

}  // namespace eventstore::measure
