#include "bench/trust/subject.hpp"

#include <algorithm>
#include <cstdio>
#include <variant>

#include <fmt/format.h>

#include "core/cases/hidden_writes.hpp"
#include "core/dataset/store_copy.hpp"
#include "core/dataset/store_options.hpp"
#include "core/pg/value.hpp"
#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/regular_expression.hpp"

namespace eventstore::trust {

namespace {

/// Arguments are the same in every run of the same data (but for the ids of what is new).
constexpr std::uint64_t argument_seed = 42;

bool has_one_statement(const catalogue::Operation& operation) {
  return operation.steps.size() == 1 &&
         operation.transaction == catalogue::TransactionMode::autocommit;
}

cases::BoundCase bound_case(const Subject& subject, const dataset::Manifest& manifest,
                            cases::Progress& progress) {
  auto bound =
      cases::BoundCase::bind(*subject.operation, *subject.which, manifest, progress, argument_seed);
  if (const auto* missing = std::get_if<cases::NotApplicable>(&bound)) {
    throw Failure(
        fmt::format("{} does not apply to these data: {}", subject.title(), missing->reason));
  }
  return std::get<cases::BoundCase>(std::move(bound));
}

}  // namespace

std::string Subject::title() const {
  return operation->title() + "/" + which->name;
}

pg::SessionUse Subject::session_use() const {
  return operation->writes() ? pg::SessionUse::measured_write : pg::SessionUse::measured_read;
}

std::vector<unsigned> Subject::type_oids() const {
  std::vector<unsigned> types;
  for (const std::size_t index : step().parameters) {
    types.push_back(pg::type_oid(operation->parameters[index].type));
  }
  return types;
}

void add_subject_options(CLI::App& app, SubjectOptions& options) {
  dataset::add_store_options(app, options.where);
  dataset::add_allow_differences(app, options.where);
  app.add_option("--filter", options.filter,
                 "Only cases whose OPERATION/CASE matches; else a choice of them")
      ->type_name("REGEX");
}

std::vector<Subject> chosen_subjects(const catalogue::Catalogue& catalogue,
                                     const std::string& filter,
                                     const std::vector<std::string>& usual) {
  const NameFilter wanted{filter, "--filter"};
  std::vector<Subject> chosen;
  for (const catalogue::Operation& operation : catalogue.operations) {
    if (!has_one_statement(operation)) continue;
    for (const catalogue::Case& which : operation.cases) {
      const Subject subject{.operation = &operation, .which = &which};
      const bool is_usual = std::find(usual.begin(), usual.end(), subject.title()) != usual.end();
      const bool matches = wanted.selects(subject.title());
      if (filter.empty() ? is_usual : matches) chosen.push_back(subject);
    }
  }
  if (chosen.empty() && filter.empty()) {
    throw UsageError(fmt::format("the store {} has none of the usual cases; choose with --filter",
                                 catalogue.store.name));
  }
  if (chosen.empty()) {
    throw UsageError(fmt::format(
        "no case of one statement matches --filter {}; see eventstore_bench --list", filter));
  }
  return chosen;
}

std::string leave_out_inapplicable(std::vector<Subject>& subjects,
                                   const dataset::Manifest& manifest) {
  std::string notes;
  const auto is_inapplicable = [&](const Subject& subject) {
    cases::Progress nothing_yet;
    const auto bound = cases::BoundCase::bind(*subject.operation, *subject.which, manifest,
                                              nothing_yet, argument_seed);
    const auto* missing = std::get_if<cases::NotApplicable>(&bound);
    if (missing != nullptr) {
      notes += fmt::format("Left out {}: {}.\n", subject.title(), missing->reason);
    }
    return missing != nullptr;
  };
  std::erase_if(subjects, is_inapplicable);
  if (subjects.empty()) throw UsageError("the data hold none of the cases; seed more events");
  return notes;
}

Arguments::Arguments(const Subject& subject, const dataset::Manifest& manifest,
                     cases::Progress& progress)
    : subject_(subject), bound_(bound_case(subject, manifest, progress)) {
  if (!subject_.operation->writes()) of_reads_ = bound_.next();
}

const cases::Arguments& Arguments::next() {
  return subject_.operation->writes() ? bound_.next() : of_reads_;
}

std::vector<std::string> Arguments::binary() {
  const cases::Arguments& arguments = next();
  std::vector<std::string> all;
  for (const std::size_t index : subject_.step().parameters) {
    pg::append_binary(all.emplace_back(), arguments[index],
                      subject_.operation->parameters[index].type);
  }
  return all;
}

pg::WireParameters Arguments::encoded() {
  pg::WireParameters parameters;
  for (const std::string& bytes : binary()) parameters.add(bytes);
  parameters.finish();
  finished(subject_.which->expected_outcome);
  return parameters;
}

Workplace::Workplace(const dataset::SeededStore& store, const std::vector<Subject>& subjects)
    : store_(store) {
  std::vector<cases::Trial> trials;
  for (const Subject& subject : subjects) {
    trials.push_back({.operation = subject.operation, .cases = {subject.which}});
  }
  cases::refuse_hidden_writes(store.database, store.manifest, trials);
  const auto writes = [](const Subject& subject) { return subject.operation->writes(); };
  if (!std::any_of(subjects.begin(), subjects.end(), writes)) return;
  clone_ = dataset::copy_of(store, "trust", "choose cases that only read with --filter");
}

cases::Progress& Workplace::progress_of(const Subject& subject) {
  return subject.operation->writes() ? progress_ : nothing_changed_;
}

const pg::Database& Workplace::database_of(const Subject& subject) const {
  return subject.operation->writes() ? clone_->database() : store_.database;
}

namespace {

/// Says what is compared, and takes out what cannot be; returns a line for each of these.
std::string announced(const std::string& command, const dataset::SeededStore& store,
                      std::vector<Subject>& subjects) {
  fmt::print("bench_trust {}: {}, store {}, {}\n", command, store.description,
             store.catalogue.store.name, counted(store.manifest.events, "event"));
  std::fflush(stdout);
  return leave_out_inapplicable(subjects, store.manifest);
}

}  // namespace

Comparison::Comparison(const std::string& command, const SubjectOptions& options,
                       const std::vector<std::string>& usual)
    : store_(dataset::open_seeded_store(options.where)),
      subjects_(chosen_subjects(store_.catalogue, options.filter, usual)),
      notes_(announced(command, store_, subjects_)),
      workplace_(store_, subjects_) {}

}  // namespace eventstore::trust
