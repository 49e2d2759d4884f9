#include "core/result/load.hpp"

#include "core/result/load_members.hpp"

namespace eventstore::result {

nlohmann::ordered_json to_json_value(const LoadResult& load) {
  return load;
}

LoadResult load_from_json(const nlohmann::ordered_json& json) {
  return json.get<LoadResult>();
}

}  // namespace eventstore::result
