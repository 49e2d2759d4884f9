// The shape of a data set as its options: on the command line and in the manifest.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "generator/shape.hpp"

namespace eventstore::seed {

/// By name ("tenant_skew"), each in the form that the command line takes; and "appended".
[[nodiscard]] nlohmann::json shape_options(const Shape& shape);

/// The shape that a manifest of this version tells.  Throws Failure when it tells none.
[[nodiscard]] Shape shape_of(const nlohmann::json& options);

/// Throws UsageError unless each option of `named` ("tenant-skew") is in `wanted` what it is in
/// `seeded`.
void require_same(const std::vector<std::string>& named, const Shape& wanted, const Shape& seeded);

}  // namespace eventstore::seed
