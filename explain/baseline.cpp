#include "explain/baseline.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <re2/re2.h>

#include "core/pg/wire.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/output_file.hpp"
#include "core/tool/text_file.hpp"

namespace eventstore::explain {

using result::PlanResult;
using result::Verdict;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_extension = ".plan";
constexpr std::array verdicts{Verdict::pass, Verdict::fail, Verdict::no_target, Verdict::no_check};

std::string key_of(const std::string& case_name, const std::string& step, const std::string& mode) {
  return step.empty() ? fmt::format("[{}, {}]", case_name, mode)
                      : fmt::format("[{}, {}, {}]", case_name, step, mode);
}

std::string key_of(const PlanRecord& plan) {
  return key_of(plan.case_name, plan.step, plan.mode);
}

/// "1,322 buffers", of what writes "1,322 buffers (spread 3), 131,596 bytes of WAL (spread 0)".
std::string work_text(const PlanRecord& plan) {
  std::string text = counted(plan.buffers, "buffer");
  if (plan.buffers_spread) text += fmt::format(" (spread {})", grouped(*plan.buffers_spread));
  if (plan.wal_bytes) {
    text += fmt::format(", {} bytes of WAL (spread {})", grouped(*plan.wal_bytes),
                        grouped(plan.wal_spread));
  }
  return text;
}

std::string section(const PlanRecord& plan) {
  const std::string work = plan.analyzed
                               ? fmt::format("{}, {}", counted(plan.rows, "row"), work_text(plan))
                               : "planned only";
  return fmt::format("\n{} {}, {}\n{}\n", key_of(plan), name_of(plan.verdict), work,
                     plan.signature);
}

/// Reads a file, line by line.
class BaselineReader {
 public:
  BaselineReader(const std::string& text, const std::string& file) : in_(text), file_(file) {}

  OperationBaseline read() {
    read_head();
    while (next()) {
      if (line_.empty()) continue;
      if (line_.starts_with('[')) {
        baseline_.plans.push_back(read_section_head());
      } else if (baseline_.plans.empty()) {
        complain("a section [CASE, MODE] is expected");
      } else {
        std::string& signature = baseline_.plans.back().signature;
        signature += (signature.empty() ? "" : "\n") + line_;
      }
    }
    return std::move(baseline_);
  }

 private:
  bool next() {
    ++number_;
    if (!std::getline(in_, line_)) return false;
    if (line_.ends_with('\r')) line_.pop_back();
    return true;
  }

  [[noreturn]] void complain(const std::string& what) const {
    throw UsageError(
        fmt::format("{}:{}: {}; write it anew with --update-baseline", file_, number_, what));
  }

  /// The number in "1,234 rows".
  [[nodiscard]] std::int64_t number_in(std::string text) const {
    std::erase(text, ',');
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) {
      complain(fmt::format("'{}' is no number", text));
    }
    return number;
  }

  void read_head() {
    static const RE2 first{R"(# plan-review's baseline of (\S+): see --baseline\.)", RE2::Latin1};
    static const RE2 second{R"(# store (.+), PostgreSQL (\d{1,4}), ([\d,]+) events?, data (\S+))",
                            RE2::Latin1};
    if (!next() || !RE2::FullMatch(line_, first, &baseline_.operation)) {
      complain("this is no baseline");
    }
    auto& origin = baseline_.origin;
    std::string events;
    if (!next() || !RE2::FullMatch(line_, second, &origin.store, &origin.server_version, &events,
                                   &origin.fingerprint)) {
      complain("the line about store, version and data is expected");
    }
    origin.events = number_in(events);
  }

  PlanRecord read_section_head() const {
    static const RE2 form{R"(\[([^,\]]+)(?:, ([^,\]]+))?, (\w+)\] (\w+), )"
                          R"((?:planned only|([\d,]+) rows?, ([\d,]+) buffers?)"
                          R"((?: \(spread ([\d,]+)\))?)"
                          R"((?:, ([\d,]+) bytes of WAL \(spread ([\d,]+)\))?))",
                          RE2::Latin1};
    PlanRecord record;
    std::string verdict_name, rows, buffers, buffers_spread, wal_bytes, wal_spread;
    if (!RE2::FullMatch(line_, form, &record.case_name, &record.step, &record.mode, &verdict_name,
                        &rows, &buffers, &buffers_spread, &wal_bytes, &wal_spread)) {
      complain(fmt::format("'{}' is no section", line_));
    }
    const auto named = [&](Verdict known) { return name_of(known) == verdict_name; };
    const auto verdict = std::find_if(verdicts.begin(), verdicts.end(), named);
    if (verdict == verdicts.end()) complain(fmt::format("'{}' is no verdict", verdict_name));
    const auto number_of = [&](const std::string& text) -> std::optional<std::int64_t> {
      return text.empty() ? std::nullopt : std::optional{number_in(text)};
    };
    record.verdict = *verdict;
    record.analyzed = !rows.empty();
    record.rows = number_of(rows).value_or(0);
    record.buffers = number_of(buffers).value_or(0);
    record.buffers_spread = number_of(buffers_spread);
    record.wal_bytes = number_of(wal_bytes);
    record.wal_spread = number_of(wal_spread).value_or(0);
    return record;
  }

  std::istringstream in_;
  std::string file_;
  std::string line_;
  int number_ = 0;
  OperationBaseline baseline_;
};

fs::path file_of(const fs::path& directory, const std::string& operation) {
  return directory / (operation + std::string{file_extension});
}

std::optional<OperationBaseline> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(path, error))) return std::nullopt;
  return parse_baseline(read_text_file(path.string()), path.string());
}

void require_store(const OperationBaseline& kept, const BaselineOrigin& origin,
                   const fs::path& directory) {
  if (kept.origin.store == origin.store) return;
  throw UsageError(
      fmt::format("{} holds the baseline of store '{}', not of '{}'; use another "
                  "directory for each store",
                  directory.string(), kept.origin.store, origin.store));
}

const PlanRecord* find(const OperationBaseline& kept, const std::string& key) {
  const auto found = std::find_if(kept.plans.begin(), kept.plans.end(),
                                  [&](const PlanRecord& plan) { return key_of(plan) == key; });
  return found == kept.plans.end() ? nullptr : &*found;
}

/// Plans by operation, as they were reviewed; what does not apply has none.
std::map<std::string, std::vector<PlanResult*>> by_operation(std::vector<PlanResult>& plans) {
  std::map<std::string, std::vector<PlanResult*>> result;
  for (PlanResult& plan : plans) {
    if (plan.verdict != Verdict::not_applicable) result[plan.operation].push_back(&plan);
  }
  return result;
}

Comparable comparable(const BaselineOrigin& before, const BaselineOrigin& now) {
  return before == now ? Comparable::work : Comparable::shape;
}

/// A file that was written before spread and WAL were measured says less of what writes.
bool knows_as_much(const PlanRecord& before, const PlanRecord& now) {
  return before.buffers_spread.has_value() == now.buffers_spread.has_value() &&
         (before.wal_bytes || !now.wal_bytes);
}

/// The sections that the file is to have: those of plans that are as good as before stay word for
/// word.
std::vector<PlanRecord> updated(const OperationBaseline& kept, const BaselineOrigin& origin,
                                const std::vector<PlanResult*>& reviewed, bool is_whole) {
  std::vector<PlanRecord> plans = is_whole ? std::vector<PlanRecord>{} : kept.plans;
  for (const PlanResult* plan : reviewed) {
    PlanRecord record = record_of(*plan);
    const PlanRecord* before = kept.origin == origin ? find(kept, key_of(record)) : nullptr;
    const bool is_as_before = before != nullptr && knows_as_much(*before, record) &&
                              !change_between(*before, record, Comparable::work);
    if (is_as_before) record = *before;
    const auto known = std::find_if(plans.begin(), plans.end(), [&](const PlanRecord& other) {
      return key_of(other) == key_of(record);
    });
    if (known == plans.end()) {
      plans.push_back(std::move(record));
    } else {
      *known = std::move(record);
    }
  }
  return plans;
}

/// Removes the files of operations that are gone; what is no baseline of this store stays.
int remove_others(const fs::path& directory, const std::set<std::string>& operations,
                  const std::string& store) {
  std::vector<fs::path> gone;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator{directory, ignored}) {
    const fs::path& path = entry.path();
    if (path.extension() != file_extension || operations.contains(path.stem().string())) continue;
    try {
      const auto kept = read_file(path);
      if (kept && kept->origin.store == store) gone.push_back(path);
    } catch (const UsageError&) {
      continue;
    }
  }
  return static_cast<int>(std::count_if(gone.begin(), gone.end(),
                                        [](const fs::path& path) { return fs::remove(path); }));
}

/// A sentence, and of how many plans it is true.
void note(std::vector<std::string>& notes, std::size_t count, const char* what,
          const fs::path& directory) {
  if (count == 0) return;
  notes.push_back(fmt::format("{} {} in {}; --update-baseline records {}",
                              counted(static_cast<std::int64_t>(count), "plan"), what,
                              directory.string(), count == 1 ? "it" : "them"));
}

}  // namespace

std::string BaselineOrigin::text() const {
  return fmt::format("PostgreSQL {}, {}, data {}", server_version, counted(events, "event"),
                     fingerprint);
}

bool has_baseline(const fs::path& directory) {
  std::error_code ignored;
  const fs::directory_iterator files{directory, ignored};
  return std::any_of(begin(files), end(files), [](const fs::directory_entry& entry) {
    return entry.path().extension() == file_extension;
  });
}

BaselineOrigin origin_of(const dataset::SeededStore& store) {
  const pg::Wire wire{store.database};
  return {.store = store.catalogue.store.name,
          .server_version = wire.server_version() / 10'000,
          .events = store.manifest.events,
          .fingerprint = store.manifest.fingerprint};
}

std::string baseline_text(const OperationBaseline& baseline) {
  std::string text =
      fmt::format("# plan-review's baseline of {}: see --baseline.\n# store {}, {}\n",
                  baseline.operation, baseline.origin.store, baseline.origin.text());
  for (const PlanRecord& plan : baseline.plans) text += section(plan);
  return text;
}

OperationBaseline parse_baseline(const std::string& text, const std::string& file) {
  return BaselineReader{text, file}.read();
}

void require_baseline(const fs::path& directory) {
  if (!has_baseline(directory)) {
    throw UsageError(
        fmt::format("there is no baseline in {}; --baseline {} --update-baseline "
                    "writes one",
                    directory.string(), directory.string()));
  }
}

BaselineComparison compare_with_baseline(std::vector<PlanResult>& plans,
                                         const BaselineOrigin& origin, const fs::path& directory) {
  require_baseline(directory);
  BaselineComparison comparison;
  std::size_t unknown = 0;
  std::set<std::string> other_origins;
  for (auto& [operation, reviewed] : by_operation(plans)) {
    const auto kept = read_file(file_of(directory, operation));
    if (!kept) {
      unknown += reviewed.size();
      continue;
    }
    require_store(*kept, origin, directory);
    if (kept->origin != origin) other_origins.insert(kept->origin.text());
    for (PlanResult* plan : reviewed) {
      const PlanRecord after = record_of(*plan);
      const PlanRecord* before = find(*kept, key_of(after));
      if (before == nullptr) {
        ++unknown;
      } else {
        const Comparable how = comparable(kept->origin, origin);
        plan->change = change_between(*before, after, how);
        (how == Comparable::work ? comparison.by_work : comparison.by_shape).insert(plan);
        ++comparison.compared;
        if (plan->change) ++comparison.changed;
      }
    }
  }
  for (const std::string& other : other_origins) {
    comparison.notes.push_back(fmt::format(
        "the baseline is of {}, and these plans of {}: how tables are read is compared, but not "
        "how many buffers that takes",
        other, origin.text()));
  }
  note(comparison.notes, unknown, "not known", directory);
  return comparison;
}

std::string update_baseline(const std::vector<PlanResult>& plans, const BaselineOrigin& origin,
                            const fs::path& directory, bool is_whole) {
  std::vector<PlanResult> reviewed_plans = plans;
  int written = 0;
  int same = 0;
  std::set<std::string> operations;
  for (auto& [operation, reviewed] : by_operation(reviewed_plans)) {
    operations.insert(operation);
    const fs::path path = file_of(directory, operation);
    const auto kept = read_file(path);
    if (kept) require_store(*kept, origin, directory);
    if (kept && kept->origin != origin && !is_whole) {
      throw UsageError(
          fmt::format("{} is of {}, these plans are of {}; --update-baseline of all cases and "
                      "modes writes it anew",
                      path.string(), kept->origin.text(), origin.text()));
    }
    const std::string text = baseline_text(
        {.operation = operation,
         .origin = origin,
         .plans = updated(kept ? *kept : OperationBaseline{}, origin, reviewed, is_whole)});
    if (kept && text == baseline_text(*kept)) {
      ++same;
    } else {
      write_text_file(text, path.string());
      ++written;
    }
  }
  const int removed = is_whole ? remove_others(directory, operations, origin.store) : 0;
  return fmt::format("baseline {}: {} written, {} as before{}", directory.string(),
                     counted(written, "file"), same,
                     removed == 0 ? "" : fmt::format(", {} removed", removed));
}

}  // namespace eventstore::explain
