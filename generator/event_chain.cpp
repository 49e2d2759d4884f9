#include "generator/event_chain.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

#include "core/pg/value.hpp"
#include "core/random/random.hpp"
#include "generator/json_members.hpp"

namespace eventstore::seed {

bool EventChain::read(std::string_view metadata) {
  std::string_view causation;
  std::string_view correlation;
  JsonMembers members{metadata};
  while (members.next()) {
    if (members.key() == "causation_id") causation = members.value();
    if (members.key() == "correlation_id") correlation = members.value();
  }
  if (!members.is_object()) {
    complaint_ = "its metadata are no JSON object";
    return false;
  }
  return read_id("causation_id", causation, causation_id_) &&
         read_id("correlation_id", correlation, correlation_id_);
}

bool EventChain::read_id(std::string_view name, std::string_view value, Uuid& id) {
  if (value.empty()) {
    complaint_ = fmt::format("its metadata have no {}", name);
    return false;
  }
  bytes_.clear();
  try {
    pg::append_uuid_bytes(bytes_, string_content(value));
  } catch (const std::invalid_argument&) {
    complaint_ = fmt::format("the {} in its metadata is not a UUID", name);
    return false;
  }
  std::transform(bytes_.begin(), bytes_.end(), id.bytes.begin(),
                 [](char byte) { return static_cast<std::uint8_t>(byte); });
  return true;
}

std::uint64_t id_bits(const Uuid& id) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, id.bytes.data(), sizeof high);
  std::memcpy(&low, id.bytes.data() + sizeof high, sizeof low);
  return random_bits(high, low);
}

}  // namespace eventstore::seed
