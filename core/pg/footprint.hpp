// What a run of a tool makes on a server: for a DBA to sign off before it runs (--print-settings).
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/pg/session_settings.hpp"

namespace eventstore::pg {

/// Declares --print-settings.
void add_print_settings_option(CLI::App& app, bool& chosen);

class Footprint {
 public:
  /// `run`: the tool and what it is asked to do: "plan-review of the store reference".
  explicit Footprint(std::string run) : run_(std::move(run)) {}

  /// `count`: "1", "up to 64".  `where`: "the seeded database", "its copy".
  void add_sessions(const std::string& count, SessionUse use, const std::string& where);
  /// A setting beyond those that `settings_for` has for the session's use.
  void add_setting(const std::string& setting);
  void add_lock(const std::string& lock);
  /// A database, schema, table or setting that the run makes, and how long it stays.
  void add_object(const std::string& object);

  /// What a copy of the seeded database takes; `purpose` is part of its name.
  void add_copy(const std::string& purpose);
  /// What every tool that judges reads first.
  void add_look_at_seeded_data();

  /// The whole, in lines of at most 80 columns.
  [[nodiscard]] std::string text() const;

 private:
  struct Sessions {
    std::string count;
    SessionUse use = SessionUse::control;
    std::string where;
  };
  [[nodiscard]] bool has(SessionUse use) const;

  std::string run_;
  std::vector<Sessions> sessions_;
  std::vector<std::string> settings_;
  std::vector<std::string> locks_;
  std::vector<std::string> objects_;
};

}  // namespace eventstore::pg
