// What is appended looks like what is there.
#pragma once

#include "core/dataset/manifest.hpp"
#include "core/events/payload_profile.hpp"

namespace eventstore::cases {

/// The payloads that the data were seeded with.
[[nodiscard]] PayloadProfile payloads_of(const dataset::Manifest& manifest);

}  // namespace eventstore::cases
