// The cases that are measured, and the arguments of their calls.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/cases/bound_case.hpp"
#include "core/catalogue/catalogue.hpp"
#include "core/dataset/seeded_store.hpp"
#include "core/pg/disposable_clone.hpp"
#include "core/pg/wire.hpp"

namespace eventstore::trust {

/// A case of an operation with one statement.  Refers to the catalogue it was found in.
struct Subject {
  const catalogue::Operation* operation = nullptr;
  const catalogue::Case* which = nullptr;

  [[nodiscard]] std::string title() const;  ///< "load_aggregate/hot_10".
  [[nodiscard]] const catalogue::Step& step() const { return operation->steps.front(); }
  [[nodiscard]] std::vector<unsigned> type_oids() const;
  /// What its sessions are for, in every way that it is called.
  [[nodiscard]] pg::SessionUse session_use() const;
};

/// Where the cases and the data are: declared by every subcommand that needs a server.
struct SubjectOptions {
  dataset::StoreOptions where;
  std::string filter;  ///< Empty: the usual cases of the subcommand.
};

void add_subject_options(CLI::App& app, SubjectOptions& options);

/// Whose OPERATION/CASE matches `filter`, or is among `usual` where that is empty; the rest of the
/// usual ones is left out where a store has no such operation.  Operations of several statements,
/// or with BEGIN and COMMIT around one, are left out: there is no bare call to hold them against.
/// Throws UsageError: no regular expression, or nothing matches.
[[nodiscard]] std::vector<Subject> chosen_subjects(const catalogue::Catalogue& catalogue,
                                                   const std::string& filter,
                                                   const std::vector<std::string>& usual);

/// Takes those out whose data are not there, and returns a line for each that says why.  Throws
/// UsageError when none is left.
[[nodiscard]] std::string leave_out_inapplicable(std::vector<Subject>& subjects,
                                                 const dataset::Manifest& manifest);

/// The arguments of calls.  A read asks for the same in every call, so that all who are compared
/// do the same work; a write needs new ones each time.
class Arguments {
 public:
  /// `progress` is that of the database written to, and outlives this.  Throws Failure when the
  /// data do not hold the case.
  Arguments(const Subject& subject, const dataset::Manifest& manifest, cases::Progress& progress);

  [[nodiscard]] const cases::Arguments& next();
  void finished(Outcome outcome) { bound_.finished(outcome); }

  /// Those of the next call, as they go over the wire.  The call counts as made.
  [[nodiscard]] pg::WireParameters encoded();

  /// The binary form of each argument, apart.
  [[nodiscard]] std::vector<std::string> binary();

 private:
  const Subject subject_;
  cases::BoundCase bound_;
  cases::Arguments of_reads_;
};

/// The seeded data, and the copy of them that writes go to.
class Workplace {
 public:
  /// The copy is made where one of the subjects writes.  Throws as DisposableClone does.
  Workplace(const dataset::SeededStore& store, const std::vector<Subject>& subjects);

  [[nodiscard]] const pg::Database& database_of(const Subject& subject) const;
  [[nodiscard]] const dataset::Manifest& manifest() const { return store_.manifest; }
  /// Of the copy where the subject writes; what it only reads stays as it was seeded.
  [[nodiscard]] cases::Progress& progress_of(const Subject& subject);

 private:
  const dataset::SeededStore& store_;
  cases::Progress progress_;
  cases::Progress nothing_changed_;
  std::unique_ptr<pg::DisposableClone> clone_;
};

/// The cases that a subcommand compares ways of calling in, with their data.
class Comparison {
 public:
  /// Opens the store, and says on stdout what is compared: "bench_trust COMMAND: database ...".
  /// Throws as what it is made of does.
  Comparison(const std::string& command, const SubjectOptions& options,
             const std::vector<std::string>& usual);

  [[nodiscard]] const std::vector<Subject>& subjects() const { return subjects_; }
  [[nodiscard]] const dataset::SeededStore& store() const { return store_; }
  [[nodiscard]] Workplace& workplace() { return workplace_; }
  /// A line for each case that was left out.
  [[nodiscard]] const std::string& notes() const { return notes_; }

 private:
  dataset::SeededStore store_;
  std::vector<Subject> subjects_;
  std::string notes_;
  Workplace workplace_;
};

}  // namespace eventstore::trust
