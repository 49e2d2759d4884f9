#include "generator/shape_options.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/tool/errors.hpp"

namespace eventstore::seed {

nlohmann::json shape_options(const Shape& shape) {
  return {{"events", shape.events},
          {"tenants", shape.tenants},
          {"seed", shape.seed},
          {"tenant_skew", to_text(shape.tenant_skew)},
          {"payload_mix", payload_mix_text(shape.payloads)},
          {"payload_scale", payload_scale_text(shape.payloads)},
          {"interleave", to_text(shape.interleave)},
          {"snapshot_every", shape.snapshot_every},
          {"appended", shape.appended}};
}

Shape shape_of(const nlohmann::json& options) {
  try {
    const auto mix = parse_payload_mix(options.at("payload_mix").get<std::string>());
    const auto scale = parse_payload_scale(options.at("payload_scale").get<std::string>());
    return {.events = options.at("events").get<std::int64_t>(),
            .tenants = options.at("tenants").get<std::int32_t>(),
            .seed = options.at("seed").get<std::uint64_t>(),
            .tenant_skew = parse_tenant_skew(options.at("tenant_skew").get<std::string>()),
            .payloads = {.mix = mix.value(), .permille = scale.value()},
            .interleave = parse_interleave(options.at("interleave").get<std::string>()),
            .snapshot_every = options.at("snapshot_every").get<std::uint32_t>(),
            .appended = options.at("appended").get<std::vector<std::int64_t>>()};
  } catch (const std::exception&) {
    throw Failure(
        "the options that seed-events wrote down in eventstore_harness.manifest are damaged; use "
        "another --database");
  }
}

void require_same(const std::vector<std::string>& named, const Shape& wanted, const Shape& seeded) {
  const nlohmann::json wanted_options = shape_options(wanted);
  const nlohmann::json seeded_options = shape_options(seeded);
  for (const std::string& name : named) {
    std::string key = name;
    std::replace(key.begin(), key.end(), '-', '_');
    if (wanted_options.at(key) == seeded_options.at(key)) continue;
    const auto text = [&key](const nlohmann::json& options) {
      const nlohmann::json& value = options.at(key);
      return value.is_string() ? value.get<std::string>() : value.dump();
    };
    throw UsageError(fmt::format(
        "the database was seeded with --{} {}, not {}; leave --{} out to go on with what is there",
        name, text(seeded_options), text(wanted_options), name));
  }
}

}  // namespace eventstore::seed
