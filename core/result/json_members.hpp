// The two directions of a struct as one function: `visit_members(visit, value)` names its members.
//
//     template <typename Visitor, MaybeConst<Wheel> Value>
//     void visit_members(Visitor&& visit, Value& wheel) {
//       visit("spokes", wheel.spokes);
//     }
//
// in namespace eventstore::result, before the first use of json.get<Wheel>() or of json = wheel.
#pragma once

#include <concepts>
#include <optional>
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
  template <typename List>
  void operator()(const char* name, const WhereAny<List>& value) const {
    if (const auto found = json.find(name); found != json.end()) found->get_to(value.list);
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
