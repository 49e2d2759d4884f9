// A statement's parameters as they go over the wire.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventstore::pg {

enum class ResultFormat : int { text = 0, binary = 1 };

/// Parameters as libpq takes them; the bytes live in `storage`.
class WireParameters {
 public:
  void clear();
  /// Adds one parameter of these bytes, in binary format where nothing else is said.
  void add(std::string_view bytes, ResultFormat format = ResultFormat::binary);
  void add_null();
  /// To be called once after the last `add`: the pointers are made when the storage stands still.
  void finish();

  [[nodiscard]] int count() const { return static_cast<int>(lengths_.size()); }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  std::string storage_;
  std::vector<std::int64_t> offsets_;  ///< -1 is NULL.
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

}  // namespace eventstore::pg
