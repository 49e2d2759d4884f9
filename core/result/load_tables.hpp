// What is said of a load run, wherever it is shown: on a terminal, in Markdown, in HTML.
#pragma once

#include <string>
#include <vector>

#include "core/result/load.hpp"

namespace eventstore::result {

/// How a text is meant.
enum class LoadTone : std::uint8_t { plain, good, bad, faint };

struct LoadTable {
  struct Column {
    std::string title;
    bool is_words = false;    ///< Else a figure.
    int leave_out_order = 0;  ///< Where a terminal is narrow, lowest first; 0: never.
  };
  struct Cell {
    std::string text;
    LoadTone tone = LoadTone::plain;
  };
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  bool is_detail = false;  ///< Collapsed in a report: the tables before it say the same in short.
};

struct LoadSentence {
  std::string text;
  LoadTone tone = LoadTone::plain;
};

/// The thresholds, counts that are exact, the phases, journeys of several steps, processors, and
/// each step; those that have rows.
[[nodiscard]] std::vector<LoadTable> load_tables(const LoadResult& load);

/// "VIOLATED: lost (2 times), first: ...".
[[nodiscard]] LoadSentence violation_sentence(const LoadViolation& violation);

/// Why nothing is known of what was stored, where that was not read back.
[[nodiscard]] LoadSentence unread_sentence(const LoadLedger& ledger);

/// What was compared beside the run's own events, and what was not.
[[nodiscard]] std::vector<LoadSentence> ledger_facts(const LoadLedger& ledger,
                                                     const std::vector<LoadViolation>& violations);

/// What failed attempts of each step ended as, with the first one's message, DETAIL and HINT; not
/// those that the store refused, as a version conflict.
[[nodiscard]] std::vector<LoadSentence> load_errors(const LoadResult& load);

/// The books, and what the run took.
[[nodiscard]] std::vector<LoadSentence> load_facts(const LoadResult& load);

/// What has to be known first: steps without a success, violations, an early end, why there is no
/// verdict, thresholds.
[[nodiscard]] std::vector<LoadSentence> load_verdicts(const LoadResult& load);

}  // namespace eventstore::result
