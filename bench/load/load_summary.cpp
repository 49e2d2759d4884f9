#include "bench/load/load_summary.hpp"

#include "bench/load/observation_text.hpp"
#include "core/result/load_tables.hpp"
#include "core/tool/text_table.hpp"
#include "core/tool/visible_text.hpp"

namespace eventstore::load {

using result::LoadSentence;
using result::LoadTable;
using result::LoadTone;

namespace {

TextTable::Tone tone_of(LoadTone tone) {
  switch (tone) {
    case LoadTone::good:
      return TextTable::Tone::good;
    case LoadTone::bad:
      return TextTable::Tone::bad;
    case LoadTone::faint:
      return TextTable::Tone::faint;
    case LoadTone::plain:
      break;
  }
  return TextTable::Tone::plain;
}

std::string text_of(const LoadTable& shown, const Terminal& terminal) {
  std::vector<TextTable::Column> columns;
  for (const LoadTable::Column& column : shown.columns) {
    columns.push_back({.title = column.title,
                       .align = column.is_words ? Align::left : Align::right,
                       .leave_out_order = column.leave_out_order});
  }
  TextTable table{columns};
  for (const auto& row : shown.rows) {
    std::vector<TextTable::Cell> cells;
    for (const LoadTable::Cell& cell : row) cells.push_back({cell.text, tone_of(cell.tone)});
    table.add_row(std::move(cells));
  }
  return table.text(terminal);
}

std::string text_of(const std::vector<LoadSentence>& sentences, const Terminal& terminal) {
  std::string text;
  for (const LoadSentence& sentence : sentences) {
    text += toned(printable_lines(sentence.text), tone_of(sentence.tone), terminal) + "\n";
  }
  return text;
}

}  // namespace

/// What scrolls by last is what is looked at first: details come first, the verdict last.
std::string summary_text(const result::LoadResult& load, const Terminal& terminal) {
  std::vector<LoadTable> tables = result::load_tables(load);
  std::string text;
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    text += "\n" + text_of(*table, terminal);
  }
  return text + "\n" + text_of(result::load_facts(load), terminal) +
         text_of(result::load_errors(load), terminal) + observation_text(load.observation) +
         trends_text(load.observation.trends) + text_of(result::load_verdicts(load), terminal);
}

}  // namespace eventstore::load
