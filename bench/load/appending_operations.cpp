#include "bench/load/appending_operations.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <span>

#include <fmt/format.h>

#include "bench/load/writing.hpp"
#include "core/engine/visibility.hpp"

namespace eventstore::load {

using catalogue::Catalogue;
using catalogue::Operation;

namespace {

bool takes(const Operation& operation, std::string_view family, std::string_view field) {
  return std::any_of(operation.parameters.begin(), operation.parameters.end(), [&](const auto& p) {
    return p.source.family == family && (field.empty() || p.source.field == field);
  });
}

void for_each_step(const Scenario& scenario, const std::function<void(const Step&)>& use) {
  for (const Population& population : scenario.populations) {
    for (const Journey& journey : population.journeys) {
      for (const Step& step : journey.steps) use(step);
    }
  }
}

/// Each once.
std::vector<const Operation*> called_operations(const Scenario& scenario,
                                                const Catalogue& catalogue) {
  std::vector<const Operation*> called;
  for_each_step(scenario, [&](const Step& step) {
    const auto* const call = std::get_if<CallStep>(&step.action);
    if (call == nullptr) return;
    for (const Operation& operation : catalogue.operations) {
      const bool is_new = std::find(called.begin(), called.end(), &operation) == called.end();
      if (operation.title() == call->operation && is_new) called.push_back(&operation);
    }
  });
  return called;
}

bool has_append_step(const Scenario& scenario) {
  bool has_one = false;
  for_each_step(scenario, [&](const Step& step) {
    has_one = has_one || std::holds_alternative<AppendStep>(step.action);
  });
  return has_one;
}

std::string titles_of(const std::vector<const Operation*>& operations,
                      const std::function<bool(const Operation&)>& is_meant) {
  std::string titles;
  for (const Operation* operation : operations) {
    if (!is_meant(*operation)) continue;
    titles += fmt::format("{}{}", titles.empty() ? "" : ", ", operation->title());
  }
  return titles;
}

/// Lower case, one blank between words, no quotes.
std::string plain_words(std::string_view sql) {
  std::string words;
  for (const char c : sql) {
    if (c == '"') continue;
    const bool is_blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (is_blank && words.ends_with(' ')) continue;
    words += is_blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

/// Whether a statement of it has one of the commands, as "update ", in front of the table's name.
bool has_command_on(const Operation& operation, const std::string& table,
                    std::span<const char* const> commands) {
  const std::string name = plain_words(table);
  return std::any_of(operation.steps.begin(), operation.steps.end(), [&](const auto& step) {
    const std::string words = plain_words(step.sql);
    return std::any_of(commands.begin(), commands.end(), [&](const char* command) {
      return words.find(command + name) != std::string::npos;
    });
  });
}

bool changes(const Operation& operation, const std::string& table) {
  constexpr std::array commands{"update ", "update only ", "delete from ", "delete from only ",
                                "merge into "};
  return has_command_on(operation, table, commands);
}

bool adds_to(const Operation& operation, const std::string& table) {
  constexpr std::array commands{"insert into "};
  return has_command_on(operation, table, commands);
}

bool stores_unknown(const Operation& operation) {
  return operation.writes() && !takes_event_ids(operation) && !takes(operation, "snapshot", "");
}

/// It stores something in a function, whose statements are not seen.
bool writes_out_of_sight(const Operation& operation) {
  return stores_unknown(operation) &&
         std::any_of(operation.steps.begin(), operation.steps.end(),
                     [](const auto& step) { return step.writes && !step.modifies; });
}

}  // namespace

const Operation* append_operation(const Catalogue& catalogue) {
  return engine::operation_for(catalogue, "append_events", engine::visibility_of(catalogue.store));
}

bool takes_event_ids(const Operation& operation) {
  return takes(operation, "events", "ids");
}

std::vector<const Operation*> appending_operations(const Scenario& scenario,
                                                   const Catalogue& catalogue) {
  std::vector<const Operation*> operations = called_operations(scenario, catalogue);
  std::erase_if(operations, [](const Operation* one) { return !takes_event_ids(*one); });
  const Operation* const append = append_operation(catalogue);
  if (has_append_step(scenario) && append != nullptr) operations.push_back(append);
  return operations;
}

std::string unknown_writers(const Scenario& scenario, const Catalogue& catalogue) {
  return titles_of(called_operations(scenario, catalogue), stores_unknown);
}

std::string event_changers(const Scenario& scenario, const Catalogue& catalogue) {
  return titles_of(called_operations(scenario, catalogue), [&](const Operation& operation) {
    return changes(operation, catalogue.store.events.table);
  });
}

std::string tenant_changers(const Scenario& scenario, const Catalogue& catalogue) {
  if (!catalogue.store.tenants) return "";
  const std::string& table = catalogue.store.tenants->table;
  return titles_of(called_operations(scenario, catalogue), [&](const Operation& operation) {
    return changes(operation, table) || adds_to(operation, table) || writes_out_of_sight(operation);
  });
}

std::string snapshot_changers(const Scenario& scenario, const Catalogue& catalogue) {
  if (!catalogue.store.snapshots) return "";
  const std::string& table = catalogue.store.snapshots->table;
  return titles_of(called_operations(scenario, catalogue), [&](const Operation& operation) {
    return changes(operation, table) || writes_out_of_sight(operation);
  });
}

AppendedRun appended_run(const Scenario& scenario, const dataset::SeededStore& store) {
  AppendedRun run{.last_seeded = store.manifest.tokens.head.position};
  const std::vector<const Operation*> operations = appending_operations(scenario, store.catalogue);
  const auto all_take = [&](std::string_view family, std::string_view field) {
    return std::all_of(operations.begin(), operations.end(),
                       [&](const Operation* one) { return takes(*one, family, field); });
  };
  run.gives_stream_ids = all_take("aggregate", "stream_id");
  run.gives_expected = all_take("events", "expected_version");
  run.gives_timestamps = all_take("events", "timestamps");
  run.has_unknown_writers = !unknown_writers(scenario, store.catalogue).empty();
  for (const auto& [name, subject] : store.manifest.subjects) {
    const std::string tenant =
        tenant_text(store.catalogue.store, engine::Tenant{.key = subject.key, .id = subject.id});
    for (const auto& [version, aggregates] : subject.aggregates_by_version) {
      for (const auto& aggregate : aggregates) {
        run.known_versions.emplace(aggregate_hash(tenant, aggregate.id), version);
      }
    }
  }
  return run;
}

}  // namespace eventstore::load
