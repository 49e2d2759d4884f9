// The two directions between a ResultDocument and its JSON.  A member that is not there keeps its
// default, so that documents of older minor versions can be read.

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "core/result/document.hpp"
#include "core/result/plan_members.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::result {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::string_view schema_name = "eventstore-harness/result";
constexpr std::array verdicts{Verdict::pass,           Verdict::fail,     Verdict::no_target,
                              Verdict::not_applicable, Verdict::no_check, Verdict::not_comparable,
                              Verdict::no_verdict};
constexpr std::array change_kinds{PlanChange::Kind::regressed, PlanChange::Kind::not_comparable,
                                  PlanChange::Kind::changed, PlanChange::Kind::improved,
                                  PlanChange::Kind::accepted};

/// Reads the member `name` into `value` where there is one.
template <typename T>
void read(const Json& json, const char* name, T& value) {
  read_member(json, name, value);
}

void read(const Json& json, const char* name, nlohmann::json& value) {
  if (const auto found = json.find(name); found != json.end()) value = *found;
}

void read(const Json& json, const char* name, Json& value) {
  if (const auto found = json.find(name); found != json.end()) value = *found;
}

void read(const Json& json, const char* name, Verdict& value) {
  std::string text;
  read(json, name, text);
  for (const Verdict verdict : verdicts) {
    if (name_of(verdict) == text) {
      value = verdict;
      return;
    }
  }
  throw std::invalid_argument(fmt::format("'{}' is no verdict", text));
}

void write(Json& json, const SeedResult& seed) {
  Json phases = Json::array();
  for (const SeedPhase& phase : seed.phases) {
    phases.push_back({{"name", phase.name}, {"seconds", phase.seconds}});
  }
  json = {{"phases", std::move(phases)},
          {"seconds", seed.seconds},
          {"events_per_second", seed.events_per_second},
          {"megabytes_per_second", seed.megabytes_per_second},
          {"connections", seed.connections}};
}

void read(const Json& json, SeedResult& seed) {
  for (const Json& each : json.value("phases", Json::array())) {
    SeedPhase& phase = seed.phases.emplace_back();
    read(each, "name", phase.name);
    read(each, "seconds", phase.seconds);
  }
  read(json, "seconds", seed.seconds);
  read(json, "events_per_second", seed.events_per_second);
  read(json, "megabytes_per_second", seed.megabytes_per_second);
  read(json, "connections", seed.connections);
}

template <typename T>
void read(const Json& json, const char* name, std::optional<T>& value) {
  const auto found = json.find(name);
  if (found != json.end() && !found->is_null()) read_member(json, name, value.emplace());
}

template <typename T>
void write(Json& json, const char* name, const std::optional<T>& value) {
  if (value) json[name] = *value;
}

void write(Json& json, const CallCosts& costs) {
  json = Json::object();
  write(json, "plan_ns", costs.plan_ns);
  write(json, "execution_ns", costs.execution_ns);
  json["decoding_ns"] = costs.decoding_ns;
  write(json, "buffers_hit", costs.buffers_hit);
  write(json, "buffers_read", costs.buffers_read);
  write(json, "wal_bytes", costs.wal_bytes);
  json["client_cpu_ns"] = costs.client_cpu_ns;
  write(json, "server_cpu_ns", costs.server_cpu_ns);
  json["client_memory_bytes"] = costs.client_memory_bytes;
  write(json, "server_memory_bytes", costs.server_memory_bytes);
  write(json, "server_read_bytes", costs.server_read_bytes);
  write(json, "machine_written_bytes", costs.machine_written_bytes);
  json["wait_events"] = costs.wait_events;
}

void read(const Json& json, CallCosts& costs) {
  read(json, "plan_ns", costs.plan_ns);
  read(json, "execution_ns", costs.execution_ns);
  read(json, "decoding_ns", costs.decoding_ns);
  read(json, "buffers_hit", costs.buffers_hit);
  read(json, "buffers_read", costs.buffers_read);
  read(json, "wal_bytes", costs.wal_bytes);
  read(json, "client_cpu_ns", costs.client_cpu_ns);
  read(json, "server_cpu_ns", costs.server_cpu_ns);
  read(json, "client_memory_bytes", costs.client_memory_bytes);
  read(json, "server_memory_bytes", costs.server_memory_bytes);
  read(json, "server_read_bytes", costs.server_read_bytes);
  read(json, "machine_written_bytes", costs.machine_written_bytes);
  read(json, "wait_events", costs.wait_events);
}

void write(Json& json, const BenchmarkResult& benchmark) {
  json = {{"operation", benchmark.operation},
          {"case", benchmark.case_name},
          {"settings", benchmark.settings},
          {"axes", benchmark.axes},
          {"verdict", name_of(benchmark.verdict)},
          {"reason", benchmark.reason},
          {"pin", benchmark.pin},
          {"placement", benchmark.placement},
          {"variation", benchmark.variation},
          {"samples", benchmark.samples},
          {"p50_ns", benchmark.p50_ns},
          {"p95_ns", benchmark.p95_ns},
          {"p99_ns", benchmark.p99_ns},
          {"p999_ns", benchmark.p999_ns},
          {"max_ns", benchmark.max_ns},
          {"min_ns", benchmark.min_ns},
          {"mean_ns", benchmark.mean_ns},
          {"calls_per_second", benchmark.calls_per_second},
          {"rows_per_call", benchmark.rows_per_call},
          {"outcomes", benchmark.outcomes},
          {"target", benchmark.target},
          {"histogram", benchmark.histogram}};
  write(json, "steady", benchmark.steady);
  if (!benchmark.errors.empty()) json["errors"] = benchmark.errors;
  if (benchmark.costs) write(json["costs"], *benchmark.costs);
}

void read(const Json& json, BenchmarkResult& benchmark) {
  read(json, "operation", benchmark.operation);
  read(json, "case", benchmark.case_name);
  read(json, "settings", benchmark.settings);
  read(json, "axes", benchmark.axes);
  read(json, "verdict", benchmark.verdict);
  read(json, "reason", benchmark.reason);
  read(json, "pin", benchmark.pin);
  read(json, "placement", benchmark.placement);
  read(json, "steady", benchmark.steady);
  read(json, "variation", benchmark.variation);
  if (json.contains("costs")) read(json["costs"], benchmark.costs.emplace());
  read(json, "samples", benchmark.samples);
  read(json, "p50_ns", benchmark.p50_ns);
  read(json, "p95_ns", benchmark.p95_ns);
  read(json, "p99_ns", benchmark.p99_ns);
  read(json, "p999_ns", benchmark.p999_ns);
  read(json, "max_ns", benchmark.max_ns);
  read(json, "min_ns", benchmark.min_ns);
  read(json, "mean_ns", benchmark.mean_ns);
  read(json, "calls_per_second", benchmark.calls_per_second);
  read(json, "rows_per_call", benchmark.rows_per_call);
  read(json, "outcomes", benchmark.outcomes);
  read(json, "errors", benchmark.errors);
  read(json, "target", benchmark.target);
  read(json, "histogram", benchmark.histogram);
}

void write(Json& json, const Finding& finding) {
  json = {{"expectation", finding.expectation},
          {"met", finding.met},
          {"found", finding.found},
          {"why", finding.why},
          {"hint", finding.hint},
          {"file", finding.file},
          {"line", finding.line}};
}

void read(const Json& json, Finding& finding) {
  read(json, "expectation", finding.expectation);
  read(json, "met", finding.met);
  read(json, "found", finding.found);
  read(json, "why", finding.why);
  read(json, "hint", finding.hint);
  read(json, "file", finding.file);
  read(json, "line", finding.line);
}

void write(Json& json, const PlanChange& change) {
  json = {{"kind", name_of(change.kind)}, {"what", change.what}, {"before", change.before}};
  if (!change.worse.empty()) json["worse"] = change.worse;
}

void read(const Json& json, PlanChange& change) {
  std::string kind;
  read(json, "kind", kind);
  const auto named = [&kind](PlanChange::Kind known) { return name_of(known) == kind; };
  const auto found = std::find_if(change_kinds.begin(), change_kinds.end(), named);
  if (found == change_kinds.end()) {
    throw std::invalid_argument(fmt::format("'{}' is no kind of change", kind));
  }
  change.kind = *found;
  read(json, "what", change.what);
  read(json, "before", change.before);
  read(json, "worse", change.worse);
}

void write(Json& json, const PlanResult& plan);
void read(const Json& json, PlanResult& plan);

template <typename T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) write(list.emplace_back(), value);
  return list;
}

template <typename T>
void read_list(const Json& json, const char* name, std::vector<T>& values) {
  const auto found = json.find(name);
  if (found == json.end()) return;
  const auto is_object = [](const Json& each) { return each.is_object(); };
  if (!found->is_array() || !std::all_of(found->begin(), found->end(), is_object)) {
    throw std::invalid_argument(fmt::format("the member '{}' must be a list of objects", name));
  }
  for (const Json& each : *found) read(each, values.emplace_back());
}

void write(Json& json, const PlanResult& plan) {
  json = {{"operation", plan.operation},
          {"step", plan.step},
          {"case", plan.case_name},
          {"settings", plan.settings},
          {"mode", plan.mode},
          {"chosen", plan.chosen},
          {"verdict", name_of(plan.verdict)},
          {"reason", plan.reason},
          {"scan", plan.scan},
          {"index", plan.index},
          {"analyzed", plan.analyzed},
          {"rows", plan.rows},
          {"buffers", plan.buffers},
          {"wal_bytes", plan.wal_bytes},
          {"milliseconds", plan.milliseconds},
          {"findings", list_of(plan.findings)},
          {"signature", plan.signature},
          {"plan_text", plan.plan_text},
          {"plan", plan.plan}};
  if (plan.repeated) json["repeated"] = *plan.repeated;
  if (plan.change) write(json["change"], *plan.change);
}

void read(const Json& json, PlanResult& plan) {
  read(json, "operation", plan.operation);
  read(json, "step", plan.step);
  read(json, "case", plan.case_name);
  read(json, "settings", plan.settings);
  read(json, "mode", plan.mode);
  read(json, "chosen", plan.chosen);
  read(json, "verdict", plan.verdict);
  read(json, "reason", plan.reason);
  read(json, "scan", plan.scan);
  read(json, "index", plan.index);
  read(json, "analyzed", plan.analyzed);
  read(json, "rows", plan.rows);
  read(json, "buffers", plan.buffers);
  read(json, "wal_bytes", plan.wal_bytes);
  read(json, "milliseconds", plan.milliseconds);
  read_list(json, "findings", plan.findings);
  read(json, "signature", plan.signature);
  read(json, "plan_text", plan.plan_text);
  read(json, "plan", plan.plan);
  read(json, "repeated", plan.repeated);
  if (const auto found = json.find("change"); found != json.end()) {
    read(*found, plan.change.emplace());
  }
}

void require_our_schema(const Json& json, const std::string& file) {
  if (!json.is_object() || json.value("schema", Json{}) != Json(schema_name)) {
    throw UsageError(
        fmt::format("{} is no result document of this harness (its \"schema\" is not \"{}\")", file,
                    schema_name));
  }
  const Json version = json.value("schema_version", Json{});
  if (!version.is_number_integer()) {
    throw UsageError(fmt::format("{} does not say its schema_version", file));
  }
  if (version.get<std::int64_t>() > ResultDocument::current_schema_version) {
    const Json writer = json.value("tool_version", Json{});
    throw UsageError(fmt::format(
        "{} has schema_version {}, this build knows up to {}: read it with the version that wrote "
        "it ({}) or a newer one",
        file, version.dump(), ResultDocument::current_schema_version,
        writer.is_string() ? writer.get<std::string>() : "not known"));
  }
}

ResultDocument read_members(const Json& json) {
  ResultDocument document;
  if (!json.contains("tool")) throw std::invalid_argument("it does not say which tool wrote it");
  read(json, "tool", document.tool);
  read(json, "tool_version", document.tool_version);
  read(json, "commit", document.commit);
  read(json, "started_at", document.started_at);
  read(json, "arguments", document.arguments);
  int exit_code = 0;
  read(json, "exit_code", exit_code);
  document.exit_code = static_cast<ExitCode>(exit_code);
  read(json, "database", document.database);
  read(json, "environment", document.environment);
  read(json, "dataset", document.dataset);
  if (const auto seed = json.find("seed"); seed != json.end()) read(*seed, document.seed.emplace());
  read_list(json, "benchmarks", document.benchmarks);
  read_list(json, "plans", document.plans);
  read(json, "plan_notes", document.plan_notes);
  if (const auto found = json.find("mutation"); found != json.end()) {
    document.mutation = mutation_from_json(*found);
  }
  if (const auto found = json.find("load"); found != json.end()) {
    document.load = load_from_json(*found);
  }
  if (const auto found = json.find("breaking_point"); found != json.end()) {
    document.breaking_point = breaking_point_from_json(*found);
  }
  if (const auto found = json.find("stability"); found != json.end()) {
    document.stability = stability_from_json(*found);
  }
  return document;
}

}  // namespace

std::string BenchmarkResult::case_title() const {
  std::string title = case_name;
  for (const auto& [name, value] : axes) title += fmt::format(" {}={}", name, value);
  return title;
}

nlohmann::ordered_json to_json_value(const ResultDocument& document) {
  Json json = {{"schema", schema_name},
               {"schema_version", ResultDocument::current_schema_version},
               {"tool", document.tool},
               {"tool_version", document.tool_version},
               {"commit", document.commit},
               {"started_at", document.started_at},
               {"arguments", document.arguments},
               {"exit_code", static_cast<int>(document.exit_code)},
               {"database", document.database},
               {"environment", Json(document.environment)},
               {"dataset", Json(document.dataset)}};
  if (document.seed) write(json["seed"], *document.seed);
  if (!document.benchmarks.empty()) json["benchmarks"] = list_of(document.benchmarks);
  if (!document.plans.empty()) json["plans"] = list_of(document.plans);
  if (!document.plan_notes.empty()) json["plan_notes"] = document.plan_notes;
  if (document.mutation) json["mutation"] = to_json_value(*document.mutation);
  if (document.load) json["load"] = to_json_value(*document.load);
  if (document.breaking_point) {
    json["breaking_point"] = to_json_value(*document.breaking_point);
  }
  if (document.stability) json["stability"] = to_json_value(*document.stability);
  return json;
}

ResultDocument document_from_json(const nlohmann::ordered_json& json, const std::string& file) {
  require_our_schema(json, file);
  try {
    return read_members(json);
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{} is a damaged result document: {}", file, error.what()));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("{} is a damaged result document: {}", file, error.what()));
  }
}

}  // namespace eventstore::result
