// The two directions of a struct as one function: `visit_members(visit, value)` names its members.
#pragma once

#include <optional>

#include <nlohmann/json.hpp>

namespace eventstore::result {

/// Writes members by name; one that has no value is not there.
struct MemberWriter {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  template <typename T>
  void operator()(const char* name, const T& value) {
    json[name] = value;
  }
  template <typename T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value) json[name] = *value;
  }
};

/// Reads them; those that are not there keep their values.
struct MemberReader {
  const nlohmann::ordered_json& json;
  template <typename T>
  void operator()(const char* name, T& value) const {
    if (const auto found = json.find(name); found != json.end()) found->get_to(value);
  }
  template <typename T>
  void operator()(const char* name, std::optional<T>& value) const {
    if (const auto found = json.find(name); found != json.end()) value = found->get<T>();
  }
};

}  // namespace eventstore::result
