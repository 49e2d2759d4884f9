#include "generator/totals.hpp"

namespace eventstore::seed {

void Totals::add_event(const Event& event, const Fingerprint& row, const PayloadProfile& payloads) {
  const auto octets = static_cast<std::int64_t>(event.payload.size());
  const PayloadClass payload_class = payload_class_of_size(event.payload.size(), payloads);
  ClassTotal& total = classes[static_cast<std::size_t>(payload_class)];
  ++events;
  metadata_bytes += static_cast<std::int64_t>(event.metadata.size());
  ++total.events;
  total.bytes += octets;
  fingerprint += row;
}

void Totals::add_snapshot(const Fingerprint& row) {
  ++snapshots;
  fingerprint += row;
}

Totals& Totals::operator+=(const Totals& other) {
  events += other.events;
  snapshots += other.snapshots;
  metadata_bytes += other.metadata_bytes;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    classes[i].events += other.classes[i].events;
    classes[i].bytes += other.classes[i].bytes;
  }
  fingerprint += other.fingerprint;
  return *this;
}

Totals Totals::operator+(const Totals& other) const {
  Totals sum = *this;
  sum += other;
  return sum;
}

std::int64_t Totals::payload_bytes() const {
  std::int64_t bytes = 0;
  for (const ClassTotal& total : classes) bytes += total.bytes;
  return bytes;
}

}  // namespace eventstore::seed
