#include "core/catalogue/store_profile.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/catalogue/toml_text.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/suggestion.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::catalogue {

namespace {

/// What a store's column may mean.
constexpr std::array canonical_columns{
    "position",       "transaction_id", "sequence_number",  "expected_version", "timestamp",
    "tenant_key",     "tenant_id",      "event_id",         "aggregate_id",     "stream_id",
    "aggregate_type", "event_type",     "payload_revision", "metadata",         "payload"};

/// Without these nothing could be appended, loaded or read in order.
constexpr std::array required_event_columns{"position",   "sequence_number", "timestamp",
                                            "event_id",   "aggregate_id",    "aggregate_type",
                                            "event_type", "metadata",        "payload"};

std::string list_of(auto& names) {
  std::string text;
  for (const auto& name : names) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  return text;
}

TableRole role_from(const std::string& file, const toml::node& node, std::string_view role) {
  if (!node.is_table()) complain(file, node, fmt::format("'{}' must be a table", role));
  const toml::table& table = *node.as_table();
  check_keys(file, table, {"table", "columns"});
  TableRole result{.table = text_at(file, table, "table"), .columns = {}};
  result.at = place_of(file, *table.get("table"));
  const toml::node* columns = table.get("columns");
  if (columns == nullptr || !columns->is_table()) {
    complain(file, table, fmt::format("[{}.columns] is missing", role));
  }
  for (const auto& [key, column] : *columns->as_table()) {
    const std::string canonical{key.str()};
    if (std::find(canonical_columns.begin(), canonical_columns.end(), canonical) ==
        canonical_columns.end()) {
      throw UsageError(fmt::format(
          "{}:{}: unknown canonical column '{}'; known are {}{}", file, key.source().begin.line,
          canonical, list_of(canonical_columns),
          did_you_mean(canonical, {canonical_columns.begin(), canonical_columns.end()})));
    }
    result.columns[canonical] = text_at(file, *columns->as_table(), canonical);
    result.columns_at[canonical] = place_of(file, column);
  }
  return result;
}

Visibility visibility_from(const std::string& file, const toml::table& root) {
  const std::string name = text_at(file, root, "visibility");
  if (const auto visibility = visibility_named(name)) return *visibility;
  std::vector<std::string> known;
  for (const Visibility visibility : all_visibilities) known.emplace_back(name_of(visibility));
  complain(file, *root.get("visibility"),
           fmt::format("unknown visibility '{}'; known are {}{}", name, list_of(known),
                       did_you_mean(name, known)));
}

/// A longer name would be cut by LISTEN, and refused by pg_notify.
std::string channel_from(const std::string& file, const toml::table& root) {
  constexpr std::size_t max_bytes = 63;
  std::string channel = text_at(file, root, "notify_channel");
  if (channel.size() <= max_bytes && channel.find('\0') == std::string::npos) return channel;
  complain(file, *root.get("notify_channel"),
           fmt::format("'notify_channel' must be a name of up to {} bytes", max_bytes));
}

void check_roles(const std::string& file, const toml::table& root, const StoreProfile& profile) {
  // A role may come from the base; what is wrong then is wrong with the file as a whole.
  const auto place = [&root](std::string_view role) -> const toml::node& {
    const toml::node* node = root.get(role);
    return node == nullptr ? root : *node;
  };
  std::vector<std::string_view> missing;
  for (const char* column : required_event_columns) {
    if (!profile.events.columns.contains(column)) missing.emplace_back(column);
  }
  if (!missing.empty()) {
    complain(file, place("events"),
             fmt::format("[events.columns] does not map '{}'", fmt::join(missing, "', '")));
  }
  const auto& events = profile.events.columns;
  if (events.contains("tenant_key") == events.contains("tenant_id")) {
    complain(file, place("events"),
             "[events.columns] must map one of 'tenant_key' and 'tenant_id'");
  }
  if (events.contains("tenant_key") && !profile.tenants) {
    complain(file, root, "the events hold a tenant_key, so [tenants] must say whose it is");
  }
  if (profile.tenants && !(profile.tenants->columns.contains("tenant_key") &&
                           profile.tenants->columns.contains("tenant_id"))) {
    complain(file, place("tenants"), "[tenants.columns] must map 'tenant_key' and 'tenant_id'");
  }
}

}  // namespace

std::string StoreProfile::table_of(std::string_view role) const {
  if (role == "events") return events.table;
  if (role == "tenants" && tenants) return tenants->table;
  if (role == "snapshots" && snapshots) return snapshots->table;
  return std::string{role};
}

std::string StoreProfile::tenant_column_of(std::string_view table) const {
  const TableRole* role = &events;
  if (tenants && tenants->table == table) role = &*tenants;
  if (snapshots && snapshots->table == table) role = &*snapshots;
  for (const char* canonical : {"tenant_key", "tenant_id"}) {
    if (const auto found = role->columns.find(canonical); found != role->columns.end()) {
      return found->second;
    }
  }
  return {};
}

Extension parse_extension(std::string_view text, const std::string& file) {
  const toml::table root = parse_toml(text, file);
  Extension extension;
  if (const auto* node = root.get("extends")) {
    extension.base = text_at(file, root, "extends");
    extension.base_at = place_of(file, *node);
  }
  const auto* without = root.get("without");
  if (without == nullptr) return extension;
  if (extension.base.empty()) {
    complain(file, *without, "'without' leaves out files of the store that 'extends' names");
  }
  extension.without_at = place_of(file, *without);
  const std::string form = R"('without' must be a list of files: ["indexes/x.sql"])";
  if (!without->is_array()) complain(file, *without, form);
  for (const toml::node& node : *without->as_array()) {
    const auto path = node.value_exact<std::string>();
    if (!path) complain(file, node, form);
    extension.without.push_back(*path);
  }
  return extension;
}

StoreProfile parse_store_profile(std::string_view text, const std::string& file,
                                 const StoreProfile* base) {
  const toml::table root = parse_toml(text, file);
  check_keys(file, root,
             {"extends", "without", "name", "description", "visibility", "notify_channel", "events",
              "tenants", "snapshots"});
  StoreProfile profile = base == nullptr ? StoreProfile{} : *base;
  profile.name = visible_line(text_at(file, root, "name"));
  profile.description = visible_line(text_at(file, root, "description"));
  if (root.contains("visibility")) profile.visibility = visibility_from(file, root);
  if (root.contains("notify_channel")) profile.notify_channel = channel_from(file, root);
  if (const auto* node = root.get("events")) {
    profile.events = role_from(file, *node, "events");
  } else if (base == nullptr) {
    complain(file, root, "[events] is missing");
  }
  if (const auto* node = root.get("tenants")) profile.tenants = role_from(file, *node, "tenants");
  if (const auto* node = root.get("snapshots")) {
    profile.snapshots = role_from(file, *node, "snapshots");
  }
  check_roles(file, root, profile);
  return profile;
}

}  // namespace eventstore::catalogue
