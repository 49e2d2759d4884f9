#include "tests/support/recorded_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace eventstore::tests {

using catalogue::StoreScript;
using dataset::StoreObject;

RecordedStore::RecordedStore() {
  const std::string events = "public.events";
  add_script("tables/1_events.sql",
             {"CREATE TABLE events (position bigint PRIMARY KEY, tenant integer NOT NULL, "
              "at timestamptz, CONSTRAINT positive CHECK (position > 0))"});
  add_script("tables/2_note.sql",
             {"CREATE OR REPLACE FUNCTION note() RETURNS trigger AS $$ x $$",
              "CREATE TRIGGER noted AFTER INSERT ON events EXECUTE FUNCTION note()"});
  add_script("indexes/by_tenant.sql", {"CREATE INDEX by_tenant ON events (tenant)"});
  found = {
      {"function", "public.note()", "", "CREATE OR REPLACE FUNCTION public.note()", "me",
       "tables/2_note.sql"},
      {"table", events, "", "", "me", "tables/1_events.sql"},
      {"column", "position", events, "bigint NOT NULL", "me", "tables/1_events.sql"},
      {"column", "tenant", events, "integer NOT NULL", "me", "tables/1_events.sql"},
      {"column", "at", events, "timestamp with time zone", "me", "tables/1_events.sql"},
      {"constraint", "events_pkey", events, "PRIMARY KEY (position)", "me", "tables/1_events.sql"},
      {"constraint", "positive", events, "CHECK (position > 0)", "me", "tables/1_events.sql"},
      {"index", "public.by_tenant", events,
       "CREATE INDEX by_tenant ON public.events USING btree (tenant)", "me",
       "indexes/by_tenant.sql"},
      {"index", "public.events_pkey", events,
       "CREATE UNIQUE INDEX events_pkey ON public.events USING btree (position)", "me",
       "tables/1_events.sql"},
      {"trigger", "noted", events,
       "CREATE TRIGGER noted AFTER INSERT ON public.events EXECUTE FUNCTION public.note()", "me",
       "tables/2_note.sql"}};
  manifest.state = "complete";
  manifest.tables = {events};
  manifest.objects = found;
  manifest.scripts = dataset::scripts_of(catalogue);
  manifest.server_major = 15;
  for (StoreObject& each : found) each.file.clear();
}

void RecordedStore::add_script(const std::string& path,
                               const std::vector<std::string>& statements) {
  const std::string file = path.substr(path.find('/') + 1);
  auto& scripts = path.starts_with("tables/") ? catalogue.tables : catalogue.indexes;
  scripts.push_back({.file = "store/" + path,
                     .path = path,
                     .name = file.substr(0, file.find('.')),
                     .statements = statements,
                     .read_by = {}});
}

void RecordedStore::remove_script(const std::string& path) {
  const auto is_it = [&](const StoreScript& script) { return script.path == path; };
  std::erase_if(catalogue.tables, is_it);
  std::erase_if(catalogue.indexes, is_it);
}

StoreScript& RecordedStore::script(const std::string& path) {
  for (auto* scripts : {&catalogue.tables, &catalogue.indexes}) {
    for (StoreScript& script : *scripts) {
      if (script.path == path) return script;
    }
  }
  throw std::logic_error("no script " + path);
}

void RecordedStore::add(const StoreObject& object) {
  found.push_back(object);
}

void RecordedStore::drop(const std::string& kind, const std::string& name) {
  std::erase_if(found,
                [&](const StoreObject& each) { return each.kind == kind && each.name == name; });
}

StoreObject& RecordedStore::object(const std::string& kind, const std::string& name) {
  for (StoreObject& each : found) {
    if (each.kind == kind && each.name == name) return each;
  }
  throw std::logic_error("no " + kind + " " + name);
}

}  // namespace eventstore::tests
