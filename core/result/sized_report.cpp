#include "core/result/sized_report.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/result/markdown.hpp"
#include "core/tool/numbers.hpp"
#include "core/tool/utf8.hpp"

namespace eventstore::result {

namespace {

struct Names {
  std::string name;
  bool counted = true;
  std::int64_t count = 0;
};

std::string note(const std::vector<Names>& left_out, const std::string& whole) {
  std::string what;
  for (const Names& each : left_out) {
    if (!what.empty()) what += ", ";
    what += each.counted ? counted(each.count, each.name) : each.name;
  }
  const std::string where = whole.empty() ? "`--html FILE` writes the whole"
                                          : "the whole is in " + code(brief(whole, 200));
  return fmt::format("> **Left out for want of room:** {}; {}.\n\n", what, where);
}

void add(std::vector<Names>& names, const Block& block) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const Names& each) { return each.name == block.name; });
  if (found == names.end()) {
    names.push_back({block.name, block.counted, 1});
  } else {
    ++found->count;
  }
}

/// Which blocks of which sections are shown.
class Selection {
 public:
  explicit Selection(const std::vector<Section>& sections) : sections_(sections) {
    for (const Section& section : sections) shown_.emplace_back(section.blocks.size(), false);
  }

  [[nodiscard]] bool shows(std::size_t section, std::size_t block) const {
    return shown_[section][block];
  }
  [[nodiscard]] bool shows_any(std::size_t section) const {
    const auto& blocks = shown_[section];
    return std::find(blocks.begin(), blocks.end(), true) != blocks.end();
  }

  /// Adds the block unless the whole becomes longer than the limit.
  void add_if_fits(std::size_t section, std::size_t block, std::size_t limit) {
    const Section& around = sections_[section];
    std::size_t more = around.blocks[block].text.size();
    if (!shows_any(section)) more += around.opening.size() + around.closing.size();
    const bool must = around.blocks[block].worth == Worth::verdict;
    if (!must && bytes_ + more > limit) return;
    bytes_ += more;
    shown_[section][block] = true;
  }

 private:
  const std::vector<Section>& sections_;
  std::vector<std::vector<bool>> shown_;
  std::size_t bytes_ = 0;
};

Selection selected(const std::vector<Section>& sections, std::size_t limit) {
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    for (std::size_t b = 0; b < sections[s].blocks.size(); ++b) order.emplace_back(s, b);
  }
  std::stable_sort(order.begin(), order.end(), [&](const auto& left, const auto& right) {
    return sections[left.first].blocks[left.second].worth >
           sections[right.first].blocks[right.second].worth;
  });
  Selection selection{sections};
  for (const auto& [section, block] : order) selection.add_if_fits(section, block, limit);
  return selection;
}

std::string text_of(const std::vector<Section>& sections, const Selection& selection,
                    const std::string& whole) {
  std::vector<Names> left_out;
  std::string out;
  std::size_t place_of_note = 0;
  for (std::size_t s = 0; s < sections.size(); ++s) {
    const bool any = selection.shows_any(s);
    if (any) out += sections[s].opening;
    for (std::size_t b = 0; b < sections[s].blocks.size(); ++b) {
      if (selection.shows(s, b)) {
        out += sections[s].blocks[b].text;
      } else {
        add(left_out, sections[s].blocks[b]);
      }
    }
    if (any) out += sections[s].closing;
    if (s == 0) place_of_note = out.size();
  }
  if (!left_out.empty()) out.insert(place_of_note, note(left_out, whole));
  return out;
}

}  // namespace

std::string fitted(std::vector<Section> sections, const ReportSize& size) {
  std::vector<Names> all;
  for (Section& section : sections) {
    section.opening = as_utf8(section.opening);
    section.closing = as_utf8(section.closing);
    for (Block& block : section.blocks) {
      block.text = as_utf8(block.text);
      add(all, block);
    }
  }
  const std::string whole = as_utf8(size.whole);
  const std::string complete = text_of(sections, selected(sections, std::string::npos), whole);
  if (complete.size() <= size.limit) return complete;
  // No note is longer than one that names everything.
  const std::size_t reserved = note(all, whole).size();
  const std::size_t room = size.limit > reserved ? size.limit - reserved : 0;
  return text_of(sections, selected(sections, room), whole);
}

}  // namespace eventstore::result
