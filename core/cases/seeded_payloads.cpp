#include "core/cases/seeded_payloads.hpp"

namespace eventstore::cases {

PayloadProfile payloads_of(const dataset::Manifest& manifest) {
  const auto mix = parse_payload_mix(manifest.options.value("payload_mix", ""));
  const auto permille = parse_payload_scale(manifest.options.value("payload_scale", ""));
  PayloadProfile payloads;
  if (mix) payloads.mix = *mix;
  if (permille) payloads.permille = *permille;
  return payloads;
}

}  // namespace eventstore::cases
