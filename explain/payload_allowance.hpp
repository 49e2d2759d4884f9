// Limits on WAL are written for payloads of the usual size (seed-events without --payload-scale and
// --payload-mix).  Data with larger ones are allowed what these are larger by, and not more: a rule
// about what a statement adds must not fail because of what it was given.
#pragma once

#include "core/catalogue/operation.hpp"
#include "core/dataset/manifest.hpp"

namespace eventstore::explain {

/// Octets of JSON text by which payloads are larger than usual; 0 where they are not.
struct PayloadAllowance {
  double once = 0.0;     ///< The largest that a single event may have.
  double per_row = 0.0;  ///< Of the mix of all.

  [[nodiscard]] bool is_needed() const { return once > 0.0 || per_row > 0.0; }
};

/// By the options with which the data were seeded.
[[nodiscard]] PayloadAllowance payload_allowance(const dataset::Manifest& manifest);

/// The step with its limits on wal_bytes raised by the allowance, and a tenth of it for the headers
/// of the pieces in which a large value is stored.  The text of its lines stays.
[[nodiscard]] catalogue::Step with_allowance(catalogue::Step step,
                                             const PayloadAllowance& allowance);

}  // namespace eventstore::explain
