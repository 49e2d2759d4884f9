#include "core/pg/footprint.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/pg/meant_server.hpp"
#include "core/tool/wrapped_text.hpp"

namespace eventstore::pg {

namespace {

constexpr std::array all_uses{SessionUse::control, SessionUse::audit, SessionUse::measured_read,
                              SessionUse::measured_write};
constexpr std::array all_parts{Part::sessions, Part::settings, Part::locks, Part::objects,
                               Part::commands};

constexpr const char* option_text =
    "Print the sessions, settings, locks and objects of this run, and exit";

/// With every setting that some version has.
constexpr int any_version = 990'000;

/// What Markdown needs and a terminal does not.
std::string without_backticks(std::string text) {
  std::erase(text, '`');
  return text;
}

void append_item(std::string& out, const std::string& item) {
  constexpr std::size_t width = 80;
  out += "  - ";
  append_wrapped(out, item, {.width = width, .column = 4, .indent = 4});
}

void append_list(std::string& out, const std::string& title,
                 const std::vector<std::string>& items) {
  out += fmt::format("\n{}\n", title);
  if (items.empty()) out += "  none\n";
  for (const std::string& item : items) append_item(out, item);
}

std::string no_database_text(const std::string& run) {
  return fmt::format(
      "{} opens no database and makes no session, setting, lock or object on a server.", run);
}

std::vector<std::string> texts_of(const Settings& settings) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : settings) texts.push_back(fmt::format("{} = '{}'", name, value));
  return texts;
}

}  // namespace

void add_print_settings_option(CLI::App& app, bool& chosen) {
  app.add_flag("--print-settings", chosen, option_text);
}

void add_print_settings_of_every_command(CLI::App& app, bool& chosen) {
  app.add_flag_callback(
      "--print-settings",
      [&app, &chosen] {
        chosen = true;
        app.require_subcommand(0, 1);
      },
      "Print the sessions, settings, locks and objects of all commands, and exit");
}

void add_print_settings_of_no_database(CLI::App& app, const std::string& name) {
  app.add_flag_callback(
         "--print-settings",
         [text = no_database_text(name)] {
           // As --version: nothing else has to be said, or is looked at.
           throw CLI::CallForVersion{text, CLI::ExitCodes::Success};
         },
         "Say that this tool makes nothing on a server, and exit")
      ->trigger_on_parse();
}

Footprint Footprint::of_every_command(Tool tool) {
  Footprint footprint{tool, fmt::format("{}, all commands", name_of(tool))};
  for (const FootprintEntry& entry : footprint_entries()) {
    for (const MadeBy& each : entry.by) {
      if (each.tool != tool) continue;
      footprint.add(entry.entry, each.when == "yes" ? "" : std::string{each.when});
    }
  }
  return footprint;
}

void Footprint::add(Entry entry, const std::string& detail) {
  const FootprintEntry& made = footprint_entry(entry);
  if (!made.is_made_by(tool_)) {
    throw std::logic_error(fmt::format("{} makes '{}', which footprint_entries.cpp does not say",
                                       name_of(tool_), made.what));
  }
  const auto is_same = [&](const Item& item) {
    return item.entry == &made && item.detail == detail;
  };
  if (std::none_of(items_.begin(), items_.end(), is_same)) items_.push_back({&made, detail});
}

void Footprint::add_copy(const std::string& purpose) {
  add(Entry::copy_making_session);
  add(Entry::copy_lock_session);
  add(Entry::lock_holder_name);
  add(Entry::copy_lock);
  add(Entry::template_lock);
  add(Entry::copy_drop_lock);
  add(Entry::copy, fmt::format("eventstore_disposable_clone_{}_..., by CREATE DATABASE ... "
                               "TEMPLATE; where this run is killed, the next one drops it",
                               purpose));
  add(Entry::copy_comment);
  add(Entry::copy_settings);
  add(Entry::checkpoint);
  add(Entry::statistics_reset, "where the role may");
}

void Footprint::add_look_at_seeded_data() {
  add(Entry::store_session);
  add(Entry::watch_session);
  add(Entry::definition_settings);
  add(Entry::reader_lock);
  add(Entry::read_locks);
  add(Entry::cancel_own, "after a signal");
}

void Footprint::add_local_server(const std::string& database_option) {
  if (!means_local_server(database_option)) return;
  add(Entry::lookup_session);
  add(Entry::local_server);
}

bool Footprint::has(Entry entry) const {
  return std::any_of(items_.begin(), items_.end(),
                     [entry](const Item& each) { return each.entry->entry == entry; });
}

std::vector<std::string> Footprint::texts_of(Part part) const {
  std::vector<Item> items = items_;
  std::erase_if(items, [part](const Item& item) { return item.entry->part != part; });
  std::stable_sort(items.begin(), items.end(),
                   [](const Item& a, const Item& b) { return a.entry->entry < b.entry->entry; });
  std::vector<std::string> texts;
  for (const Item& item : items) {
    const std::string detail = item.detail.empty() ? "" : ": " + item.detail;
    texts.push_back(without_backticks(
        fmt::format("{} (until {}){}", words_of(*item.entry), item.entry->until, detail)));
  }
  return texts;
}

std::vector<std::string> Footprint::session_settings() const {
  std::vector<std::string> texts;
  for (const SessionUse use : all_uses) {
    const bool is_used = std::any_of(items_.begin(), items_.end(),
                                     [use](const Item& item) { return item.entry->use == use; });
    if (!is_used) continue;
    texts.push_back(fmt::format("{}: {}", name_of(use),
                                fmt::join(pg::texts_of(settings_for(use, any_version)), ", ")));
  }
  return texts;
}

std::string Footprint::text() const {
  if (items_.empty()) {
    return no_database_text(fmt::format("This run of {}", name_of(tool_))) + "\n";
  }
  std::string out = run_ + "\nNothing is run and no server is asked.\n";
  for (const Part part : all_parts) {
    std::vector<std::string> texts = texts_of(part);
    if (part == Part::settings) {
      std::vector<std::string> all = session_settings();
      all.insert(all.end(), texts.begin(), texts.end());
      if (!all.empty())
        all.emplace_back(
            "through a pooler none of these is set; what has to be and is not ends the run (exit "
            "2)");
      texts = std::move(all);
    }
    append_list(out, name_of(part), texts);
  }
  return out;
}

}  // namespace eventstore::pg
