// The one JSON format that every tool writes with --out and bench-report reads.
//
//   { "schema": "eventstore-harness/result", "schema_version": 1,
//     "tool", "tool_version", "commit", "started_at", "arguments": [...], "exit_code",
//     "database", "environment": {...}, "dataset": {...},
//     "seed": {...} | "benchmarks": [...] | "plans": [...] | "load": {...} |
//     "breaking_point": {...} }
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/result/breaking_point.hpp"
#include "core/result/call_error.hpp"
#include "core/result/load.hpp"
#include "core/result/mutation.hpp"
#include "core/result/stability.hpp"
#include "core/tool/exit_code.hpp"

namespace eventstore::result {

/// Whether a number or a plan is as it was asked for.  Only `pass` counts as pass.
enum class Verdict : std::uint8_t {
  pass,
  fail,
  no_target,       ///< Nothing was asked for.
  not_applicable,  ///< The data do not hold what the case asks for.
  no_check,        ///< It could not be looked at, or only in part; ends and fails nothing.
  not_comparable,  ///< What it is compared with was made under other conditions; exit code 7.
  no_verdict,      ///< It was looked at, and nothing is proven; exit code 7.
};

/// As documents have it: "no_check".
[[nodiscard]] std::string_view name_of(Verdict verdict);

/// As people read it: "pass", "FAIL", "no check".
[[nodiscard]] std::string_view text_of(Verdict verdict);

/// Neither met nor missed: no check, not comparable, no verdict.
[[nodiscard]] constexpr bool is_undecided(Verdict verdict) {
  return verdict >= Verdict::no_check;
}

/// One phase of seeding.
struct SeedPhase {
  std::string name;  ///< copy, index, vacuum, ...
  double seconds = 0.0;
};

struct SeedResult {
  std::vector<SeedPhase> phases;
  double seconds = 0.0;
  double events_per_second = 0.0;
  double megabytes_per_second = 0.0;  ///< Of COPY data, 10^6 bytes.
  int connections = 0;
};

/// Where a call's time goes, and what it takes.  Means of a call; what is not known is not there.
struct CallCosts {
  std::optional<double> plan_ns;       ///< The server's plan alone.
  std::optional<double> execution_ns;  ///< The same with the output of rows (pg_stat_statements).
  double decoding_ns = 0.0;            ///< The client's taking apart of rows.
  std::optional<double> buffers_hit;
  std::optional<double> buffers_read;
  std::optional<double> wal_bytes;
  double client_cpu_ns = 0.0;
  std::optional<double> server_cpu_ns;
  std::int64_t client_memory_bytes = 0;
  std::optional<std::int64_t> server_memory_bytes;   ///< With the shared buffers they have touched.
  std::optional<double> server_read_bytes;           ///< From the storage.
  std::optional<double> machine_written_bytes;       ///< To this machine's disks, by whoever.
  std::map<std::string, std::uint64_t> wait_events;  ///< Looks at which server processes did this.
};

/// One operation and case, measured.  Times in nanoseconds.
struct BenchmarkResult {
  std::string operation;  ///< With its strategy: `read_stream_batch.naive`.
  std::string case_name;
  std::map<std::string, std::string> settings;
  std::map<std::string, std::string> axes;  ///< How it was measured, where not as usual.
  Verdict verdict = Verdict::no_target;
  std::string reason;          ///< Why it does not apply, or what went wrong.
  std::string pin;             ///< "none", "same" or "apart": where client and server were put.
  std::string placement;       ///< Where they were seen.
  std::optional<bool> steady;  ///< Of the rate when the measurement began; absent: not looked at.
  double variation = 0.0;      ///< Its coefficient of variation then.
  std::optional<CallCosts> costs;
  std::uint64_t samples = 0;
  std::uint64_t p50_ns = 0;
  std::uint64_t p95_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t p999_ns = 0;
  std::uint64_t max_ns = 0;
  std::uint64_t min_ns = 0;
  double mean_ns = 0.0;
  double calls_per_second = 0.0;
  double rows_per_call = 0.0;
  std::map<std::string, std::uint64_t> outcomes;  ///< By name; their sum is the calls issued.
  std::vector<CallError> errors;                  ///< Of calls that ended otherwise than expected.
  std::string target;                             ///< "p95 < 10 ms"; empty without one.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> histogram;  ///< (ns, count).

  /// The case with its axes: "new_1 threads=8".
  [[nodiscard]] std::string case_title() const;
};

/// One expectation against one plan.
struct Finding {
  std::string expectation;  ///< As the `@plan` line has it.
  bool met = false;
  std::string found;  ///< What the plan does instead; empty when met.
  std::string why;    ///< What it costs to ignore that; empty when met.
  std::string hint;   ///< What to try; empty when met.
  std::string file;   ///< Where the line stands, from the root of the repository; empty: nowhere.
  int line = 0;       ///< From 1; 0: the file as a whole.
  bool operator==(const Finding&) const = default;
};

/// A quantity that is worse than in the baseline, and what accepted.toml says of it.
struct WorseQuantity {
  std::string quantity;  ///< "buffers", "wal_bytes" or "plan".
  std::string before;    ///< A number without separators; of a plan its hash.
  std::string after;
  std::string limit;   ///< Up to which it is accepted; empty: it is not.
  std::string reason;  ///< Why it is accepted.
  std::string at;      ///< FILE:LINE of the line that accepts it.
  /// That line names this case and step, so that a second one about them would be refused.
  bool is_specific = false;
  bool operator==(const WorseQuantity&) const = default;
};

/// What has become of a plan since its baseline.
struct PlanChange {
  /// Worst first; accepted: it regressed, and each quantity is within its limit.
  enum class Kind : std::uint8_t { regressed, not_comparable, changed, improved, accepted };
  Kind kind = Kind::changed;
  std::string what;    ///< "buffers 12 -> 4,410", several joined by "; ".
  std::string before;  ///< The signature in the baseline, lines.
  std::vector<WorseQuantity> worse = {};
};

/// What repeated executions of a step that writes have in common.
struct RepeatedWork {
  std::int64_t buffers_spread = 0;  ///< The most minus the least.
  /// Absent where images of whole pages, which follow a checkpoint, hide what the rows took.
  std::optional<std::int64_t> wal_bytes;
  std::int64_t wal_spread = 0;
};

/// As documents have it: "not_comparable".
[[nodiscard]] std::string_view name_of(PlanChange::Kind kind);

/// As people read it: "not comparable".
[[nodiscard]] std::string_view text_of(PlanChange::Kind kind);

/// The plan of one step of an operation, case and plan mode.
struct PlanResult {
  std::string operation;
  std::string step;  ///< Empty where the operation has only one.
  std::string case_name;
  std::map<std::string, std::string> settings;
  std::string mode;    ///< "custom", "generic" or "sixth".
  std::string chosen;  ///< Of mode sixth: "custom" or "generic", as the server decided.
  Verdict verdict = Verdict::no_target;
  std::string reason;        ///< What else is to be said: why there is no check, what was left out.
  std::string scan;          ///< "Index Scan", several joined by ", ".
  std::string index;         ///< Names, likewise.
  bool analyzed = true;      ///< False: planned only, so that rows, buffers and time are not known.
  std::int64_t rows = 0;     ///< Returned or written.
  std::int64_t buffers = 0;  ///< Shared, hit and read; those of triggers, too.
  std::int64_t wal_bytes = 0;
  std::optional<RepeatedWork> repeated;  ///< Of a step that writes, executed several times.
  double milliseconds = 0.0;
  std::vector<Finding> findings;
  std::string signature;  ///< The plan without names, costs and literals: indented lines.
  std::optional<PlanChange> change;  ///< Against the baseline; absent: none, or none asked for.
  nlohmann::ordered_json plan;       ///< As EXPLAIN (FORMAT JSON) gave it, in its order.
  std::string plan_text;             ///< The same for people.
};

struct ResultDocument {
  static constexpr int current_schema_version = 1;

  std::string tool;
  std::string tool_version;
  std::string commit;
  std::string started_at;  ///< UTC, ISO 8601.
  std::vector<std::string> arguments;
  ExitCode exit_code = ExitCode::success;
  std::string database;  ///< As pg::describe says it.
  nlohmann::json environment;
  nlohmann::json dataset;  ///< The manifest, without its subjects.
  std::optional<SeedResult> seed;
  std::vector<BenchmarkResult> benchmarks;
  std::vector<PlanResult> plans;
  std::vector<std::string> plan_notes;  ///< Sentences about what was compared, and what was not.
  std::optional<MutationResult> mutation;
  std::optional<LoadResult> load;
  std::optional<BreakingPoint> breaking_point;
  std::optional<StabilityResult> stability;
};

/// A document of this tool and build, started now.  Passwords in `argv` are not kept.
[[nodiscard]] ResultDocument start_document(const std::string& tool, int argc,
                                            const char* const* argv);

/// Members in the order in which people read them.
[[nodiscard]] nlohmann::ordered_json to_json_value(const ResultDocument& document);

/// Throws UsageError when `json` is no result document or of a newer schema; `file` names it.
[[nodiscard]] ResultDocument document_from_json(const nlohmann::ordered_json& json,
                                                const std::string& file);

/// Writes through a temporary file in the same directory, so that no half-written document is ever
/// seen.  Throws Failure naming the path.  Creates missing directories.
void write_document(const ResultDocument& document, const std::string& path);

/// Throws UsageError, which names `file`: not JSON, not ours, nested too deep, of a newer schema.
[[nodiscard]] ResultDocument parse_document(std::string_view text, const std::string& file);

/// Throws UsageError: no such file, or as parse_document does.
[[nodiscard]] ResultDocument read_document(const std::string& path);

}  // namespace eventstore::result
