#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/result/report_sections.hpp"
#include "core/tool/numbers.hpp"

namespace eventstore::result {

using nlohmann::json;

namespace {

constexpr std::string_view not_known = "not known";
constexpr std::size_t differences_max = 20;

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
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string count_of(const json& value) {
  return value.is_number() ? grouped(count_from(value.get<double>())) : std::string{not_known};
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

/// How far the database is what the store's folder makes; empty where nobody has looked.
std::string differences_text(const json& environment) {
  const json& folder = member(environment, {"folder"});
  const json& differences = member(folder, {"differences"});
  if (!differences.is_array()) return {};
  std::string text = differences.empty()
                         ? std::string{"no difference"}
                         : counted(std::ssize(differences), "difference") + ", allowed: ";
  for (std::size_t i = 0; i < std::min(differences.size(), differences_max); ++i) {
    text += (i == 0 ? "" : "; ") + text_of(differences[i]);
  }
  if (differences.size() > differences_max) text += "; ...";
  const json& no_check = member(folder, {"no_check"});
  if (no_check.is_string() && !no_check.get<std::string>().empty()) {
    text += "; no check of the rest: " + text_of(no_check);
  }
  return text;
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
  return fmt::format("version {}, commit {}, {}, {}", document.tool_version, document.commit,
                     text_of(member(client, {"compiler"})),
                     text_of(member(client, {"build_type"})));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> environment_rows(
    const ResultDocument& document, const std::vector<std::string>& batch_sizes) {
  const json& environment = document.environment;
  const std::string database =
      document.database.empty() ? std::string{not_known} : document.database;
  const std::string batches = batch_sizes.empty() ? std::string{not_known}
                                                  : fmt::format("{} events, as each case says",
                                                                fmt::join(batch_sizes, ", "));
  std::vector<std::pair<std::string, std::string>> rows{
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
  };
  if (std::string differences = differences_text(environment); !differences.empty()) {
    constexpr std::ptrdiff_t behind_store = 3;
    rows.insert(rows.begin() + behind_store, {"Folder and database", std::move(differences)});
  }
  return rows;
}

std::string index_definitions(const ResultDocument& document) {
  const json& indexes = member(document.environment, {"indexes"});
  std::string definitions;
  if (!indexes.is_array()) return definitions;
  for (const json& each : indexes) {
    const json& definition = member(each, {"definition"});
    if (definition.is_string()) definitions += definition.get<std::string>() + ";\n";
  }
  return definitions;
}

std::vector<std::pair<std::string, std::string>> server_settings(const ResultDocument& document) {
  const json& settings = member(document.environment, {"postgresql", "settings"});
  std::vector<std::pair<std::string, std::string>> rows;
  if (!settings.is_object()) return rows;
  for (const auto& [name, value] : settings.items()) rows.emplace_back(name, text_of(value));
  return rows;
}

Section environment_section(const ResultDocument& document,
                            const std::vector<std::string>& batch_sizes) {
  MarkdownTable table{{{"what"}, {"value"}}};
  for (const auto& [what, value] : environment_rows(document, batch_sizes)) {
    table.add_row({what, escaped(value)});
  }
  Section section;
  section.closing = "\n";
  section.blocks.push_back({"## What was measured\n\n" + table.text(), Worth::circumstances,
                            "what was measured", false});
  if (const std::string definitions = index_definitions(document); !definitions.empty()) {
    section.blocks.push_back({"\n" + collapsed("Index definitions", code_block(definitions, "sql")),
                              Worth::definitions, "the index definitions", false});
  }
  if (const auto settings = server_settings(document); !settings.empty()) {
    MarkdownTable of_settings{{{"setting"}, {"value"}}};
    for (const auto& [name, value] : settings) of_settings.add_row({code(name), escaped(value)});
    section.blocks.push_back(
        {"\n" + collapsed("Server settings that are not the default", of_settings.text()),
         Worth::definitions, "the server's settings", false});
  }
  return section;
}

}  // namespace eventstore::result
