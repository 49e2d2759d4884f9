#include "core/pg/application_name.hpp"

#include <algorithm>

#include "core/tool/process_identity.hpp"

namespace eventstore::pg {

std::string own_application_name() {
  return program_name();
}

bool is_own_application(std::string_view name) {
  const auto begins = [name](std::string_view own) { return name.starts_with(own); };
  return std::any_of(own_application_names.begin(), own_application_names.end(), begins) ||
         begins(program_name());
}

}  // namespace eventstore::pg
