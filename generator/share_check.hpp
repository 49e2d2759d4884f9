// Whether tenants and payloads have the shares that the shape of the data set asks for.
#pragma once

#include "core/dataset/manifest.hpp"
#include "generator/row_intake.hpp"
#include "generator/shape.hpp"

namespace eventstore::seed {

/// The number of events of each tenant, and the octets of payloads by class and of metadata, are
/// those of the manifest.
[[nodiscard]] Complaint check_tenant_events(const ReadBack& data,
                                            const dataset::Manifest& manifest);
[[nodiscard]] Complaint check_payload_classes(const ReadBack& data,
                                              const dataset::Manifest& manifest);

/// The share of the events that the top tenants own, 0 to 1.
[[nodiscard]] double top_share(const ReadBack& data, const Shape& shape);

/// It is A % (+- 1 point) where the skew is A/B.  Only for 5 tenants or more and 100 events or more
/// of each on average: below that, the one event that every tenant owns at least is a share.
[[nodiscard]] Complaint check_top_share(const ReadBack& data, const Shape& shape);

/// 20 % of the events hold 80 % (+- 2 points) of the octets of the payloads.  Only for 20,000
/// events or more with payloads of the usual classes and sizes.
[[nodiscard]] Complaint check_payload_shares(const ReadBack& data, const Shape& shape);

}  // namespace eventstore::seed
