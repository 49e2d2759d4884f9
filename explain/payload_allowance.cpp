#include "explain/payload_allowance.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "core/events/payload_profile.hpp"

namespace eventstore::explain {

namespace {

/// The most that a payload of each class has, in octets (core/events/payload_profile.hpp).
constexpr std::array<double, 3> largest{500.0, 5'000.0, 10'000.0};

double scale_of(const PayloadProfile& payloads) {
  return static_cast<double>(payloads.permille) / 1'000.0;
}

double largest_of(const PayloadProfile& payloads) {
  double most = 0.0;
  for (std::size_t i = 0; i < largest.size(); ++i) {
    if (payloads.mix.at(i) > 0) most = largest.at(i) * scale_of(payloads);
  }
  return most;
}

double mean_of(const PayloadProfile& payloads) {
  double mean = 0.0;
  for (std::size_t i = 0; i < largest.size(); ++i) {
    mean += payloads.mix.at(i) / 100.0 * largest.at(i) * scale_of(payloads);
  }
  return mean;
}

PayloadProfile payloads_of(const dataset::Manifest& manifest) {
  PayloadProfile payloads;
  if (!manifest.options.is_object()) return payloads;
  if (const auto mix = parse_payload_mix(manifest.options.value("payload_mix", ""))) {
    payloads.mix = *mix;
  }
  if (const auto permille = parse_payload_scale(manifest.options.value("payload_scale", ""))) {
    payloads.permille = *permille;
  }
  return payloads;
}

}  // namespace

PayloadAllowance payload_allowance(const dataset::Manifest& manifest) {
  const PayloadProfile payloads = payloads_of(manifest);
  const PayloadProfile usual;
  return {.once = std::max(0.0, largest_of(payloads) - largest_of(usual)),
          .per_row = std::max(0.0, mean_of(payloads) - mean_of(usual))};
}

catalogue::Step with_allowance(catalogue::Step step, const PayloadAllowance& allowance) {
  constexpr double with_headers = 1.1;
  for (catalogue::PlanExpectation& expectation : step.expectations) {
    auto* limit = std::get_if<catalogue::WorkLimit>(&expectation.property);
    if (limit == nullptr || limit->what != catalogue::WorkLimit::What::wal_bytes) continue;
    limit->constant += with_headers * allowance.once;
    limit->per_row += with_headers * allowance.per_row;
  }
  return step;
}

}  // namespace eventstore::explain
