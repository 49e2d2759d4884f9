#include "generator/positions.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "core/tool/errors.hpp"
#include "core/tool/numbers.hpp"
#include "generator/trial.hpp"

namespace eventstore::seed {

namespace {

const std::string& position_column(const TableLayout& events) {
  static const std::string none;
  const auto found =
      std::find_if(events.columns.begin(), events.columns.end(),
                   [](const CopyColumn& column) { return column.field == Field::position; });
  return found == events.columns.end() ? none : found->name;
}

pg::Rows known_to_the_server(pg::Session& session, const TableLayout& events) {
  return session.run(catalogue::harness_sql("seed_position_sequences"),
                     {{events.identifier}, {position_column(events)}});
}

std::vector<std::string> names_of(const pg::Rows& rows) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) names.push_back(rows.text(i, "name"));
  return names;
}

std::map<std::string, std::optional<std::int64_t>> values_of(
    pg::Session& session, const std::vector<std::string>& sequences) {
  const pg::Rows rows = session.run(catalogue::harness_sql("seed_sequence_values"),
                                    {{nlohmann::json(sequences).dump()}});
  std::map<std::string, std::optional<std::int64_t>> values;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& value = values[rows.text(i, "name")];
    if (!rows.is_null(i, "last_value")) value = rows.integer(i, "last_value");
  }
  return values;
}

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::vector<std::string> own_sequences(const MadeByScripts& made) {
  std::vector<std::string> names;
  for (const dataset::MadeObject& object : made.made) {
    if (object.kind == "sequence") names.push_back(object.name);
  }
  return names;
}

/// Those of the store's own that its functions and operations name, where whoever appends gives the
/// position.
std::vector<std::string> sequences_in_texts(const catalogue::Catalogue& catalogue,
                                            const MadeByScripts& made) {
  std::vector<std::string> written;
  const auto scan = [&](std::string_view text) {
    for (std::string& name : sequences_named_in(text)) written.push_back(std::move(name));
  };
  for (const catalogue::Operation& operation : catalogue.operations) {
    for (const catalogue::Step& step : operation.steps) scan(step.sql);
  }
  for (const dataset::StoreObject& object : made.objects) {
    if (object.kind == "function") scan(object.definition);
  }
  std::vector<std::string> found;
  for (const std::string& own : own_sequences(made)) {
    const bool is_named = std::any_of(written.begin(), written.end(), [&](const std::string& name) {
      const std::string folded = name.find('"') == std::string::npos ? lower_case(name) : name;
      return own == folded || own.ends_with("." + folded);
    });
    if (is_named) found.push_back(own);
  }
  return found;
}

/// One search for the sequences of a store whose tables were made just now.
class Search {
 public:
  Search(pg::Session& session, const TableLayout& events, const Plan& plan)
      : session_(session), events_(events), plan_(plan), last_(plan.block_starts.back()) {}

  void take(const std::vector<std::string>& sequences) {
    for (const std::string& name : sequences) {
      if (std::find(found_.begin(), found_.end(), name) == found_.end()) found_.push_back(name);
    }
    try {
      move_sequences(session_, sequences, last_);
    } catch (const pg::StatementError& error) {
      throw UsageError(
          fmt::format("the positions of table {} come from a sequence that cannot "
                      "go on after {}: {}",
                      events_.name, counted(last_, "event"), error.what()));
    }
  }

  /// Whether the next position is above those of the plan, as far as a trial can tell.
  bool is_settled() {
    next_ = try_next_position(session_, events_, plan_);
    return !next_.value || *next_.value > last_;
  }

  [[nodiscard]] bool is_given_by_whoever_appends() const { return next_.is_known && !next_.value; }

  [[noreturn]] void refuse() const {
    throw UsageError(fmt::format(
        "table {} gives the next event position {}, which is not above the {} that are to be "
        "seeded, and seed-events finds no sequence of the store to move: let the DEFAULT of column "
        "{} be nextval of a sequence that goes up and that a script in tables/ makes",
        events_.name, grouped(next_.value.value_or(0)), counted(last_, "event"),
        position_column(events_)));
  }

  /// What was moved, without what the trials took.
  std::vector<std::string> finish() {
    move_sequences(session_, found_, last_);
    return found_;
  }

 private:
  pg::Session& session_;
  const TableLayout& events_;
  const Plan& plan_;
  std::int64_t last_;
  std::vector<std::string> found_;
  NextPosition next_;
};

bool is_part_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

std::vector<std::string> sequences_named_in(std::string_view sql) {
  constexpr std::string_view call = "nextval";
  const std::string lower = lower_case(sql);
  std::vector<std::string> names;
  for (std::size_t at = 0; (at = lower.find(call, at)) != std::string::npos;) {
    const bool is_a_word = at == 0 || !is_part_of_name(lower[at - 1]);
    at = lower.find_first_not_of(" \t\r\n(", at + call.size());
    if (at == std::string::npos) break;
    if (!is_a_word || sql[at] != '\'') continue;
    const std::size_t end = sql.find('\'', at + 1);
    if (end == std::string_view::npos) break;
    names.emplace_back(sql.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

std::vector<std::string> sequences_of_positions(pg::Session& session, const TableLayout& events) {
  return names_of(known_to_the_server(session, events));
}

void move_sequences(pg::Session& session, const std::vector<std::string>& sequences,
                    std::int64_t last) {
  for (const std::string& name : sequences) {
    session.run(catalogue::harness_sql("seed_move_sequence"), {{name}, {std::to_string(last)}});
  }
}

std::int64_t last_value(pg::Session& session, const std::vector<std::string>& sequences) {
  std::int64_t last = 0;
  for (const auto& [name, value] : values_of(session, sequences)) {
    last = std::max(last, value.value_or(0));
  }
  return last;
}

std::vector<std::string> find_position_sequences(pg::Session& session,
                                                 const catalogue::Catalogue& catalogue,
                                                 const TableLayout& events,
                                                 const MadeByScripts& made,
                                                 const Strangers& strangers, const Plan& plan) {
  const pg::Rows known = known_to_the_server(session, events);
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!strangers.has(known.integer(i, "oid"))) continue;
    throw UsageError(fmt::format(
        "table {} takes its positions from sequence {} of database {}, which was there before and "
        "was not made by seed-events: it would have to be moved past the data; use another "
        "--database",
        events.name, known.text(i, "name"), session.database_name()));
  }
  Search search{session, events, plan};
  search.take(names_of(known));
  const std::vector<std::string> own = own_sequences(made);
  const auto before = values_of(session, own);
  if (!search.is_settled()) {
    std::vector<std::string> moved;
    for (const auto& [name, value] : values_of(session, own)) {
      if (before.at(name) != value) moved.push_back(name);
    }
    search.take(moved);
    if (!search.is_settled()) search.refuse();
  } else if (search.is_given_by_whoever_appends()) {
    search.take(sequences_in_texts(catalogue, made));
  }
  return search.finish();
}

}  // namespace eventstore::seed
