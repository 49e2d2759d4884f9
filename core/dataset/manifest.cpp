#include "core/dataset/manifest.hpp"

#include <fmt/format.h>

#include "core/catalogue/sql_scan.hpp"
#include "core/dataset/made_objects.hpp"
#include "core/dataset/seed_command.hpp"
#include "core/pg/data_lock.hpp"
#include "core/tool/build_info.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::dataset {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Token, transaction_id, position, timestamp_us)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TokenSubjects, tail, middle, head)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AggregateSubject, id, type, version)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TenantTotal, key, id, events, aggregates)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PayloadClassTotal, name, events, bytes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RanScript, path, statements)

namespace {

void to_json(nlohmann::json& json, const TenantSubject& subject) {
  json = {{"key", subject.key},       {"id", subject.id},
          {"events", subject.events}, {"aggregates", subject.aggregates},
          {"tokens", subject.tokens}, {"event_ids", subject.event_ids}};
  auto& by_version = json["aggregates_by_version"] = nlohmann::json::object();
  for (const auto& [version, aggregates] : subject.aggregates_by_version) {
    by_version[std::to_string(version)] = aggregates;
  }
}

void from_json(const nlohmann::json& json, TenantSubject& subject) {
  json.at("key").get_to(subject.key);
  json.at("id").get_to(subject.id);
  json.at("events").get_to(subject.events);
  json.at("aggregates").get_to(subject.aggregates);
  json.at("tokens").get_to(subject.tokens);
  json.at("event_ids").get_to(subject.event_ids);
  for (const auto& [version, aggregates] : json.at("aggregates_by_version").items()) {
    aggregates.get_to(subject.aggregates_by_version[std::stoll(version)]);
  }
}

}  // namespace

void to_json(nlohmann::json& json, const Manifest& manifest) {
  json = {{"format", manifest.format},
          {"state", manifest.state},
          {"store", manifest.store},
          {"tool_version", manifest.tool_version},
          {"options", manifest.options},
          {"tables", manifest.tables},
          {"made", manifest.made},
          {"objects", manifest.objects},
          {"server_major", manifest.server_major},
          {"scripts", manifest.scripts},
          {"position_sequences", manifest.position_sequences},
          {"events", manifest.events},
          {"aggregates", manifest.aggregates},
          {"snapshots", manifest.snapshots},
          {"payload_bytes", manifest.payload_bytes},
          {"metadata_bytes", manifest.metadata_bytes},
          {"fingerprint", manifest.fingerprint},
          {"payload_classes", manifest.payload_classes},
          {"tenants", manifest.tenants},
          {"tokens", manifest.tokens}};
  auto& subjects = json["subjects"] = nlohmann::json::object();
  for (const auto& [name, subject] : manifest.subjects) to_json(subjects[name], subject);
}

void from_json(const nlohmann::json& json, Manifest& manifest) {
  json.at("format").get_to(manifest.format);
  json.at("state").get_to(manifest.state);
  json.at("store").get_to(manifest.store);
  json.at("tool_version").get_to(manifest.tool_version);
  manifest.options = json.at("options");
  json.at("tables").get_to(manifest.tables);
  if (manifest.format > Manifest::oldest_format) {
    json.at("made").get_to(manifest.made);
    json.at("objects").get_to(manifest.objects);
    json.at("server_major").get_to(manifest.server_major);
    json.at("scripts").get_to(manifest.scripts);
    json.at("position_sequences").get_to(manifest.position_sequences);
  }
  json.at("events").get_to(manifest.events);
  json.at("aggregates").get_to(manifest.aggregates);
  json.at("snapshots").get_to(manifest.snapshots);
  json.at("payload_bytes").get_to(manifest.payload_bytes);
  json.at("metadata_bytes").get_to(manifest.metadata_bytes);
  json.at("fingerprint").get_to(manifest.fingerprint);
  json.at("payload_classes").get_to(manifest.payload_classes);
  json.at("tenants").get_to(manifest.tenants);
  json.at("tokens").get_to(manifest.tokens);
  for (const auto& [name, subject] : json.at("subjects").items()) {
    from_json(subject, manifest.subjects[name]);
  }
}

namespace {

RanScript script_of(const catalogue::StoreScript& script) {
  RanScript ran{.path = script.path, .statements = {}};
  for (const std::string& statement : script.statements) {
    ran.statements.push_back(catalogue::comparable_text(statement));
  }
  return ran;
}

constexpr std::string_view undefined_column = "42703";

std::string stranger_text(const std::string& database) {
  return fmt::format(
      "database {} has a table eventstore_harness.manifest that is not what seed-events keeps "
      "there; use another --database",
      database);
}

/// Nobody knows what was seeded, so nothing is dropped on its word.
std::string damage_text(const std::string& database) {
  return fmt::format(
      "what seed-events wrote into eventstore_harness.manifest of database {} is damaged, and with "
      "it what is its own there; use another --database",
      database);
}

/// No row where there is no manifest.
pg::Rows read_rows(pg::Session& session) {
  try {
    const bool exists = session.run(catalogue::harness_sql("manifest_exists")).boolean(0, "found");
    return exists ? session.run(catalogue::harness_sql("manifest_read")) : pg::Rows{{}};
  } catch (const pg::StatementError& error) {
    if (error.sqlstate() == undefined_column) throw Failure(stranger_text(session.database_name()));
    if (!error.lacks_privilege()) throw;
    throw Failure(fmt::format(
        "this role may not read what seed-events wrote down about database {} ({}): GRANT USAGE ON "
        "SCHEMA eventstore_harness to it, and the right to read eventstore_harness.manifest "
        "(docs/access.md)",
        session.database_name(), error.what()));
  }
}

}  // namespace

std::vector<RanScript> scripts_of(const catalogue::Catalogue& catalogue) {
  std::vector<RanScript> scripts;
  for (const catalogue::StoreScript& script : catalogue.tables)
    scripts.push_back(script_of(script));
  for (const catalogue::StoreScript& script : catalogue.indexes)
    scripts.push_back(script_of(script));
  return scripts;
}

std::optional<Manifest> read_manifest(pg::Session& session) {
  const pg::Rows rows = read_rows(session);
  if (rows.empty()) return {};
  try {
    const auto json = nlohmann::json::parse(rows.text(0, "document"));
    const int format = json.at("format").get<int>();
    if (format < Manifest::oldest_format || format > Manifest::current_format) {
      throw Failure(fmt::format(
          "database {} was seeded by another version (manifest format {}, this version knows {} to "
          "{}); use that version, or another --database",
          session.database_name(), format, Manifest::oldest_format, Manifest::current_format));
    }
    return json.get<Manifest>();
  } catch (const nlohmann::json::exception&) {
    throw Failure(damage_text(session.database_name()));
  }
}

void write_manifest(pg::Session& session, const Manifest& manifest) {
  session.run(catalogue::harness_sql("manifest_schema"));
  session.run(catalogue::harness_sql("manifest_table"));
  session.run(catalogue::harness_sql("manifest_write"), {nlohmann::json(manifest).dump()});
}

Manifest require_manifest(pg::Session& session, const std::string& store,
                          const std::string& arguments) {
  auto manifest = read_manifest(session);
  if (manifest && manifest->state != "complete") {
    // A run that is at work was not stopped; one that has just ended has put the data back.
    pg::refuse_writer(session, session.database_name());
    manifest = read_manifest(session);
  }
  if (!manifest) {
    throw UsageError(fmt::format("database {} holds no data of seed-events; fill it with: {}",
                                 session.database_name(), first_seed_command(arguments)));
  }
  const std::string command = seed_command(manifest->options, arguments);
  if (manifest->store != store) {
    throw UsageError(
        fmt::format("the database holds the store '{}', not '{}'; use --store {}, or "
                    "another --database",
                    manifest->store, store, manifest->store));
  }
  if (manifest->state == "changed") {
    throw UsageError(
        fmt::format("a run with --in-place was stopped before it had cleaned up, and database {} "
                    "is not as it was seeded; {}",
                    session.database_name(), ways_to_start_over(session, *manifest, command)));
  }
  if (manifest->state != "complete") {
    const bool can_go_on = manifest->tool_version == build_info().version;
    throw UsageError(fmt::format(
        "database {} is only half filled, since seed-events was stopped there; {}{}",
        session.database_name(), can_go_on ? fmt::format("go on with: {}, or ", command) : "",
        ways_to_start_over(session, *manifest, command)));
  }
  return *manifest;
}

}  // namespace eventstore::dataset
