#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

using nlohmann::json;

namespace {

constexpr std::string_view not_known = "not known";

/// The member at the end of the path; null where there is none.
const json& member(const json& object, std::initializer_list<const char*> path) {
  static const json nothing;
  const json* at = &object;
  for (const char* name : path) {
    if (!at->is_object() || !at->contains(name)) return nothing;
    at = &(*at)[name];
  }
  return *at;
}

std::string text_of(const json& value) {
  if (value.is_null()) return std::string{not_known};
  return escaped(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string count_of(const json& value) {
  return value.is_number() ? grouped(value.get<std::int64_t>()) : std::string{not_known};
}

std::string size_of(const json& value) {
  return value.is_number() ? bytes_text(value.get<double>()) : std::string{not_known};
}

std::string durability(const json& environment) {
  const json& server = member(environment, {"postgresql"});
  if (!server.is_object()) return std::string{not_known};
  std::string text =
      fmt::format("fsync {}, synchronous_commit {}", text_of(member(server, {"fsync"})),
                  text_of(member(server, {"synchronous_commit"})));
  const json& median = member(server, {"commit_flush_us", "median"});
  const json& least = member(server, {"commit_flush_us", "min"});
  if (median.is_number() && least.is_number()) {
    text += fmt::format("; a commit that flushes takes {} (median), at least {}",
                        duration_text(median.get<double>() * 1e3),
                        duration_text(least.get<double>() * 1e3));
  } else {
    text += "; time of a commit that flushes: not known";
  }
  return text;
}

std::string dataset_text(const json& dataset) {
  if (!dataset.is_object()) return std::string{not_known};
  const json& tenants = member(dataset, {"tenants"});
  return fmt::format(
      "{} events, {} tenants, {} aggregates, {} snapshots; seed {}; fingerprint {}",
      count_of(member(dataset, {"events"})),
      tenants.is_array() ? std::to_string(tenants.size()) : std::string{not_known},
      count_of(member(dataset, {"aggregates"})), count_of(member(dataset, {"snapshots"})),
      text_of(member(dataset, {"options", "seed"})), text_of(member(dataset, {"fingerprint"})));
}

double number_or_zero(const json& value) {
  return value.is_number() ? value.get<double>() : 0.0;
}

std::string payload_text(const json& dataset) {
  const double events = number_or_zero(member(dataset, {"events"}));
  const double bytes = number_or_zero(member(dataset, {"payload_bytes"}));
  if (events <= 0 || bytes <= 0) return std::string{not_known};
  std::string text =
      fmt::format("mean {}, in all {}", bytes_text(bytes / events), bytes_text(bytes));
  const json& classes = member(dataset, {"payload_classes"});
  if (!classes.is_array()) return text;
  for (const json& each : classes) {
    text += fmt::format("; {}: {} of the events, {} of the bytes", text_of(member(each, {"name"})),
                        share_text(number_or_zero(member(each, {"events"})) / events),
                        share_text(number_or_zero(member(each, {"bytes"})) / bytes));
  }
  return text;
}

std::string tables_text(const json& environment) {
  const json& tables = member(environment, {"tables"});
  if (!tables.is_array() || tables.empty()) return std::string{not_known};
  std::string text;
  for (const json& each : tables) {
    text += fmt::format("{}{} {} (about {} rows; TOAST {})", text.empty() ? "" : "; ",
                        text_of(member(each, {"table"})), size_of(member(each, {"bytes"})),
                        count_of(member(each, {"rows_estimate"})),
                        size_of(member(each, {"toast_bytes"})));
  }
  return text;
}

std::string indexes_text(const json& environment) {
  const json& indexes = member(environment, {"indexes"});
  if (!indexes.is_array() || indexes.empty()) return std::string{not_known};
  double bytes = 0.0;
  std::string names;
  for (const json& each : indexes) {
    bytes += number_or_zero(member(each, {"bytes"}));
    names += fmt::format("{}{} {}", names.empty() ? "" : ", ", text_of(member(each, {"index"})),
                         size_of(member(each, {"bytes"})));
  }
  return fmt::format("{}, together {}: {}", indexes.size(), bytes_text(bytes), names);
}

std::string machine_text(const json& environment) {
  const json& machine = member(environment, {"machine"});
  if (!machine.is_object()) return std::string{not_known};
  return fmt::format("{}, {} cores, {} memory, {}, kernel {}", text_of(member(machine, {"cpu"})),
                     text_of(member(machine, {"cores"})),
                     size_of(member(machine, {"memory_bytes"})), text_of(member(machine, {"os"})),
                     text_of(member(machine, {"kernel"})));
}

std::string client_text(const ResultDocument& document) {
  if (document.tool_version.empty()) return std::string{not_known};
  const json& client = member(document.environment, {"client"});
  return fmt::format("version {}, commit {}, {}, {}", escaped(document.tool_version),
                     escaped(document.commit), text_of(member(client, {"compiler"})),
                     text_of(member(client, {"build_type"})));
}

/// Definitions and settings, collapsed, for those who want to know exactly.
std::string details(const json& environment) {
  std::string out;
  const json& indexes = member(environment, {"indexes"});
  if (indexes.is_array() && !indexes.empty()) {
    std::string definitions;
    for (const json& each : indexes) {
      const json& definition = member(each, {"definition"});
      if (definition.is_string()) definitions += definition.get<std::string>() + ";\n";
    }
    out += "\n" + collapsed("Index definitions", code_block(definitions, "sql"));
  }
  const json& settings = member(environment, {"postgresql", "settings"});
  if (settings.is_object() && !settings.empty()) {
    MarkdownTable table{{{"setting"}, {"value"}}};
    for (const auto& [name, value] : settings.items()) table.add_row({code(name), text_of(value)});
    out += "\n" + collapsed("Server settings that are not the default", table.text());
  }
  return out;
}

}  // namespace

std::string environment_section(const ResultDocument& document,
                                const std::vector<std::string>& batch_sizes) {
  const json& environment = document.environment;
  const std::string database =
      document.database.empty() ? std::string{not_known} : escaped(document.database);
  const std::string batches = batch_sizes.empty() ? std::string{not_known}
                                                  : fmt::format("{} events, as each case says",
                                                                fmt::join(batch_sizes, ", "));
  const std::array<std::pair<const char*, std::string>, 12> rows{{
      {"Database", database},
      {"PostgreSQL", text_of(member(environment, {"postgresql", "version"}))},
      {"Store", text_of(member(document.dataset, {"store"}))},
      {"Dataset", dataset_text(document.dataset)},
      {"Durability", durability(environment)},
      {"Payload", payload_text(document.dataset)},
      {"Indexes", indexes_text(environment)},
      {"Table size", tables_text(environment)},
      {"Batch size", batches},
      {"Machine", machine_text(environment)},
      {"Placement", text_of(member(environment, {"placement"}))},
      {"Harness", client_text(document)},
  }};
  MarkdownTable table{{{"what"}, {"value"}}};
  for (const auto& [what, value] : rows) table.add_row({what, value});
  return "## What was measured\n\n" + table.text() + details(environment);
}

}  // namespace eventstore::result
