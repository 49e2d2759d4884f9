#include "core/pg/footprint.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/tool/wrapped_text.hpp"

namespace eventstore::pg {

namespace {

constexpr std::array all_uses{SessionUse::control, SessionUse::audit, SessionUse::measured_read,
                              SessionUse::measured_write};

const char* name_of(SessionUse use) {
  switch (use) {
    case SessionUse::control:
      return "control";
    case SessionUse::audit:
      return "audit";
    case SessionUse::measured_read:
      return "measured reads";
    case SessionUse::measured_write:
      return "measured writes";
  }
  return "";
}

/// With every setting that some version has.
constexpr int any_version = 990'000;

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

std::vector<std::string> texts_of(const Settings& settings) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : settings) texts.push_back(fmt::format("{} = '{}'", name, value));
  return texts;
}

}  // namespace

void add_print_settings_option(CLI::App& app, bool& chosen) {
  app.add_flag("--print-settings", chosen,
               "Print the sessions, settings, locks and objects of this run, and exit");
}

void Footprint::add_sessions(const std::string& count, SessionUse use, const std::string& where) {
  sessions_.push_back({.count = count, .use = use, .where = where});
}

void Footprint::add_setting(const std::string& setting) {
  settings_.push_back(setting);
}

void Footprint::add_lock(const std::string& lock) {
  locks_.push_back(lock);
}

void Footprint::add_object(const std::string& object) {
  objects_.push_back(object);
}

void Footprint::add_copy(const std::string& purpose) {
  add_sessions("2", SessionUse::control,
               "database postgres, else template1, to make the copy and to hold its lock");
  add_lock(
      "advisory lock of the copy's owner, in database postgres, else template1, until the end");
  add_object(fmt::format(
      "database eventstore_disposable_clone_{}_..., a copy made by CREATE DATABASE ... "
      "TEMPLATE, which makes the server write a checkpoint; ALTER DATABASE gives it the "
      "settings of the seeded one; dropped at the end, or by the next run when this "
      "one is killed",
      purpose));
}

void Footprint::add_look_at_seeded_data() {
  add_sessions("1", SessionUse::audit,
               "the seeded database: manifest, objects, size, settings, statistics");
  add_sessions("at most 1", SessionUse::control,
               "the database of a call that takes longer than 3 s: what it waits for "
               "(application_name eventstore-watch)");
  add_lock("shared advisory lock of each measured session on the seeded data, until it ends");
}

bool Footprint::has(SessionUse use) const {
  return std::any_of(sessions_.begin(), sessions_.end(),
                     [use](const Sessions& each) { return each.use == use; });
}

std::string Footprint::text() const {
  std::string out = run_ + "\nNothing is run and no server is asked.\n";
  std::vector<std::string> sessions;
  for (const Sessions& each : sessions_) {
    sessions.push_back(fmt::format("{} for {}, on {}", each.count, name_of(each.use), each.where));
  }
  append_list(out, "Sessions", sessions);

  std::vector<std::string> settings;
  for (const SessionUse use : all_uses) {
    if (!has(use)) continue;
    settings.push_back(fmt::format("sessions for {}: {}", name_of(use),
                                   fmt::join(texts_of(settings_for(use, any_version)), ", ")));
  }
  settings.insert(settings.end(), settings_.begin(), settings_.end());
  settings.emplace_back(
      "through a pooler none of these is set; what has to be and is not ends the run (exit 2)");
  append_list(out, "Settings of these sessions", settings);
  append_list(out, "Locks", locks_);
  append_list(out, "Objects, settings of databases, files of the server", objects_);
  return out;
}

}  // namespace eventstore::pg
