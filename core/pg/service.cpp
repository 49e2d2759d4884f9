#include "core/pg/service.hpp"

#include <cstdlib>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "core/pg/new_connection.hpp"
#include "core/pg/server_message.hpp"
#include "core/tool/errors.hpp"

namespace eventstore::pg {

namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::string variable(const char* name) {
  const char* const value = name == nullptr ? nullptr : std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Before libpq looks for a host it checks this one's value, after it has read the service file.
constexpr const char* refused_keyword = "target_session_attrs";

}  // namespace

Keywords with_service(Keywords keywords) {
  const std::string service =
      keywords.contains("service") ? keywords.at("service") : variable("PGSERVICE");
  if (service.empty()) return keywords;
  // libpq reads service files only for a connection; this one ends before it reaches any server.
  Keywords refused = keywords;
  refused[refused_keyword] = "none of them";
  const LibpqConnection connection{PQconnectStart(connection_string_of(refused).c_str())};
  const std::unique_ptr<PQconninfoOption, FreeOptions> options{PQconninfo(connection.get())};
  const std::string reason = one_line(PQerrorMessage(connection.get()));
  if (!options || reason.find(refused_keyword) == std::string::npos) {
    throw UsageError(fmt::format("cannot use service '{}' of the connection: {}", service, reason));
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string value = option->val == nullptr ? "" : option->val;
    // What the environment says libpq adds itself, so that a password stays where it is.
    const bool is_unsaid = value.empty() || value == variable(option->envvar);
    if (!is_unsaid && option->keyword != std::string_view{refused_keyword}) {
      keywords.try_emplace(option->keyword, value);
    }
  }
  return keywords;
}

}  // namespace eventstore::pg
