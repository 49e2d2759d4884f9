// The two directions of a struct as one function: `visit_members(visit, value)` names its members.
//
//     template <typename Visitor, MaybeConst<Wheel> Value>
//     void visit_members(Visitor&& visit, Value& wheel) {
//       visit("spokes", wheel.spokes);
//     }
//
// in namespace eventstore::result, before the first use of json.get<Wheel>() or of json = wheel.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

namespace eventstore::result {

template <typename Value, typename T>
concept MaybeConst = std::same_as<std::remove_const_t<Value>, T>;

/// A list that is left out of the document where it is empty.
template <typename List>
struct WhereAny {
  List& list;
};
template <typename List>
WhereAny(List&) -> WhereAny<List>;

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
  template <typename List>
  void operator()(const char* name, const WhereAny<List>& value) {
    if (!value.list.empty()) json[name] = value.list;
  }
};

/// Whether every whole number that `T` holds is one in `json`, too, and fits: a library that reads
/// 1e92 into an integer makes it up.
template <typename T>
[[nodiscard]] bool holds_its_integers(const nlohmann::ordered_json& json) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>) {
    return true;
  } else if constexpr (std::integral<T>) {
    if (json.is_number_unsigned()) return std::in_range<T>(json.get<std::uint64_t>());
    if (json.is_number_integer()) return std::in_range<T>(json.get<std::int64_t>());
    return !json.is_number();
  } else if constexpr (requires { typename T::mapped_type; }) {
    return !json.is_object() || std::all_of(json.begin(), json.end(), [](const auto& each) {
      return holds_its_integers<typename T::mapped_type>(each);
    });
  } else if constexpr (requires { typename T::first_type; }) {
    return !json.is_array() || json.size() != 2 ||
           (holds_its_integers<typename T::first_type>(json[0]) &&
            holds_its_integers<typename T::second_type>(json[1]));
  } else if constexpr (requires { typename T::value_type; }) {
    return !json.is_array() || std::all_of(json.begin(), json.end(), [](const auto& each) {
      return holds_its_integers<typename T::value_type>(each);
    });
  } else {
    return true;
  }
}

/// Reads the member `name` into `value` where there is one.  Throws std::invalid_argument naming
/// the member that cannot be what it is.
template <typename T>
void read_member(const nlohmann::ordered_json& json, const char* name, T& value) {
  const auto found = json.find(name);
  if (found == json.end()) return;
  if (!holds_its_integers<T>(*found)) {
    throw std::invalid_argument(std::string{"the member '"} + name +
                                "' must hold whole numbers of at most 64 bits");
  }
  try {
    found->get_to(value);
  } catch (const nlohmann::json::exception&) {
    throw std::invalid_argument(std::string{"the member '"} + name + "' cannot be of type " +
                                found->type_name());
  }
}

/// Reads them; those that are not there keep their values.
struct MemberReader {
  const nlohmann::ordered_json& json;
  template <typename T>
  void operator()(const char* name, T& value) const {
    read_member(json, name, value);
  }
  template <typename T>
  void operator()(const char* name, std::optional<T>& value) const {
    if (json.contains(name)) read_member(json, name, value.emplace());
  }
  template <typename List>
  void operator()(const char* name, const WhereAny<List>& value) const {
    read_member(json, name, value.list);
  }
};

template <typename T>
concept HasMembers = requires(T& value, MemberWriter& writer) {
  visit_members(writer, value);
};

/// Found by nlohmann's library by their names, for vectors of these as well.
template <HasMembers T>
void to_json(nlohmann::ordered_json& json, const T& value) {
  MemberWriter writer;
  visit_members(writer, value);
  json = std::move(writer.json);
}

/// Members that are not there keep their values.
template <HasMembers T>
void from_json(const nlohmann::ordered_json& json, T& value) {
  visit_members(MemberReader{json}, value);
}

}  // namespace eventstore::result
