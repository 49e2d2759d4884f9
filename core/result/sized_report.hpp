// A report that has to fit: what matters least is left out, counted and named.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace eventstore::result {

/// What stays longest when there is no room for all of it: the last.
enum class Worth : int {
  passing_plan,
  remark,
  definitions,
  passing_table,
  legend,
  plan_of_news,
  circumstances,
  folded_row,
  news,
  measurements,
  news_row,
  verdict,  ///< Always there.
};

/// Shown as a whole or not at all, so that no table, block of code or character is ever cut.
struct Block {
  std::string text;
  Worth worth = Worth::verdict;
  std::string name;     ///< What it is called when it is left out: "plan", "the legend".
  bool counted = true;  ///< "3 plans"; false: there is one of the name.
};

/// Blocks, and what stands around them when any of them is shown.
struct Section {
  std::string opening;
  std::vector<Block> blocks;
  std::string closing;
};

struct ReportSize {
  std::size_t limit = 0;  ///< Bytes, 2,048 or more.
  std::string whole;      ///< Where everything is; empty: nowhere.
};

/// The sections as one text of valid UTF-8, with as many of their blocks as fit, those of most
/// worth first.  Where something is left out, the first section is followed by a note that says
/// how much of what.  No longer than the limit as long as the blocks of Worth::verdict and the
/// note are not.
[[nodiscard]] std::string fitted(std::vector<Section> sections, const ReportSize& size);

}  // namespace eventstore::result
